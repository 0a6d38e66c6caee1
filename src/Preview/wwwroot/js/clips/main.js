import { attachKeys } from "./keys.js";
import { clipCard } from "./card.js";
import { Viewer } from "./viewer.js";

/** The page of clips: the grid, and the clip that the address names behind its #. */

const by = (id) => document.getElementById(id);
const viewer = new Viewer();
let clips = [];
let folder = "";
let shown = ""; // what the grid was made of

attachKeys(viewer);
addEventListener("hashchange", route);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
setInterval(() => document.hidden || viewer.clip || refresh(), 4000); // a clip that was just recorded comes by itself
await refresh();
route();

async function refresh() {
  try {
    const answer = await fetch("/api/clips", { signal: AbortSignal.timeout(15000) });
    if (!answer.ok) return say(answer.status === 404 ? "This program records no clips." : await answer.text());
    ({ folder, clips } = await answer.json());
    show();
  } catch {
    say("The live view does not answer, trying again");
  }
}

function show() {
  const made = JSON.stringify(clips);
  if (made !== shown) by("grid").replaceChildren(...clips.map(clipCard)); // only what differs: an open menu or focus stays
  shown = made;
  by("grid").hidden = clips.length === 0;
  by("none").hidden = clips.length > 0;
  if (clips.length === 0) say("No clips yet", `Press R in the live view to record one. Clips go to ${folder}`);
  title();
}

function say(words, more = "") {
  shown = "";
  by("grid").hidden = true;
  by("none").hidden = false;
  by("none-words").textContent = words;
  by("none-more").textContent = more;
}

function route() {
  const name = wanted();
  const clip = clips.find((one) => one.name === name && one.ended !== "recording");
  if (name && !clip) history.replaceState(null, "", location.pathname); // deleted since, or mistyped: the list says what there is
  const card = viewer.clip && [...document.querySelectorAll(".card")].find((one) => one.dataset.name === viewer.clip.name);
  document.body.dataset.view = clip ? "clip" : "list";
  by("list").hidden = Boolean(clip);
  for (const id of ["viewer", "tools"]) by(id).hidden = !clip;
  if (clip) {
    viewer.open(clip);
  } else {
    if (viewer.clip) refresh();
    viewer.close();
    card?.focus();
  }
  by("back").href = clip ? "/clips" : "/";
  by("back").title = clip ? "Back to the clips (Esc)" : "Back to the live view";
  by("back-word").textContent = clip ? "Clips" : "Live";
  title();
}

function wanted() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return ""; // no name of ours
  }
}

function title() {
  if (viewer.clip) return;
  by("title").textContent = "Clips";
  by("facts").textContent = clips.length ? `${clips.length} in ${folder}` : "";
  document.title = "Clips – P2IKT.Live";
}

// Back to the grid without loading the page again.
by("back").addEventListener("click", (event) => {
  if (!viewer.clip || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  history.pushState(null, "", location.pathname);
  route();
});
addEventListener("popstate", route);
