import { byId, element, setText } from "../dom.js";
import { getPictures, rate } from "./requests.js";

/**
 * The stars of a picture. The newest picture is rated, until an arrow chooses another; the next one that is taken is the newest again.
 * While the stars have the focus, the digits rate.
 */

const best = 5;

/** @param report shows a message for the user, "" for none */
export function attachStars(report) {
  const group = byId("shoot-stars");
  const stars = Array.from({ length: best }, (_, index) => {
    const star = element("button", "", "★");
    star.setAttribute("role", "radio");
    star.setAttribute("aria-label", index === 0 ? "1 star" : `${index + 1} stars`);
    star.addEventListener("click", () => set(picture?.rating === index + 1 ? 0 : index + 1)); // once more takes it away
    return star;
  });
  group.replaceChildren(...stars);
  let picture = null;
  let newest = null; // its name

  group.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: 1, ArrowRight: -1 }[event.key]; // the list begins with the newest
    if (step) choose(step);
    else if (/^[0-5]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) set(Number(event.key));
    else return;
    event.preventDefault();
    event.stopPropagation(); // elsewhere on the page these keys have another meaning
  });

  async function set(rating) {
    if (!picture) return;
    const { name } = picture;
    try {
      const rated = await rate(name, rating);
      if (picture?.name === name) show(rated);
      report("");
    } catch (problem) {
      report(problem.message);
    }
  }

  async function choose(step) {
    try {
      const { pictures } = await getPictures();
      const at = pictures.findIndex(({ name }) => name === picture?.name);
      const other = pictures[at + step];
      if (at >= 0 && other) show(other);
    } catch (problem) {
      report(problem.message);
    }
  }

  function show(shown) {
    picture = shown;
    const rating = Math.max(0, shown?.rating ?? 0);
    for (const [index, star] of stars.entries()) {
      star.disabled = !shown;
      star.classList.toggle("lit", index < rating);
      star.setAttribute("aria-checked", index === rating - 1);
    }
    setText("shoot-picture", shown ? shown.name : "No picture in this session yet");
  }

  show(null);
  return {
    /** The newest picture of the session is this one, or null. */
    update(latest) {
      if (latest?.name !== newest || picture?.name === latest?.name) show(latest);
      newest = latest?.name;
    },
    focus: () => stars[Math.max(0, (picture?.rating ?? 0) - 1)].focus({ preventScroll: true }),
  };
}
