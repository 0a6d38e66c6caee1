import { problemText } from "../api.js";
import { byId } from "../dom.js";
import { attachKeys } from "./keys.js";
import { clipCard } from "./card.js";
import { Viewer } from "./viewer.js";

/** The page of clips: the grid, and the clip that the address names after its #. */

const viewer = new Viewer();
let clips = [];
let isKnown = false; // whether the server has listed them yet
let folder = "";
let shownClips = ""; // the JSON that the grid was made of

attachKeys(viewer);
addEventListener("hashchange", route);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
setInterval(() => document.hidden || viewer.clip || refresh(), 4000); // shows a clip that was just recorded
await refresh();
if (!isKnown) route();

async function refresh() {
  try {
    const answer = await fetch("/api/clips", { signal: AbortSignal.timeout(15000) });
    if (!answer.ok) return showEmpty(answer.status === 404 ? "This program records no clips." : await problemText(answer));
    ({ folder, clips } = await answer.json());
    show();
    if (!isKnown) {
      isKnown = true;
      route(); // the address may name a clip
    }
  } catch {
    showEmpty("The live view does not answer, trying again");
  }
}

function show() {
  const json = JSON.stringify(clips);
  if (json !== shownClips) byId("grid").replaceChildren(...clips.map(clipCard)); // only a change: else an open menu or the focus is lost
  shownClips = json;
  byId("grid").hidden = clips.length === 0;
  byId("empty").hidden = clips.length > 0;
  if (clips.length === 0) showEmpty("No clips yet", `Press R in the live view to record one. Clips go to ${folder}`);
  title();
}

function showEmpty(title, detail = "") {
  shownClips = "";
  byId("grid").hidden = true;
  byId("empty").hidden = false;
  byId("empty-title").textContent = title;
  byId("empty-detail").textContent = detail;
}

function route() {
  const name = nameInAddress();
  const clip = clips.find((one) => one.name === name && one.ended !== "recording");
  if (name && !clip && isKnown) history.replaceState(null, "", location.pathname); // deleted since, or mistyped: show the list
  const card = viewer.clip && [...document.querySelectorAll(".card")].find((one) => one.dataset.name === viewer.clip.name);
  document.body.dataset.view = clip ? "clip" : "list";
  byId("list").hidden = Boolean(clip);
  for (const id of ["viewer", "tools"]) byId(id).hidden = !clip;
  if (clip) {
    viewer.open(clip);
  } else {
    if (viewer.clip) refresh();
    viewer.close();
    card?.focus();
  }
  byId("back").href = clip ? "/clips" : "/";
  byId("back").title = clip ? "Back to the clips (Esc)" : "Back to the live view";
  byId("back-label").textContent = clip ? "Clips" : "Live";
  title();
}

function nameInAddress() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return ""; // not a valid name
  }
}

function title() {
  if (viewer.clip) return;
  byId("title").textContent = "Clips";
  byId("facts").textContent = clips.length ? `${clips.length} in ${folder}` : "";
  document.title = "Clips – P2IKT.Live";
}

// Back to the grid without loading the page again.
byId("back").addEventListener("click", (event) => {
  if (!viewer.clip || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  history.pushState(null, "", location.pathname);
  route();
});
addEventListener("popstate", route);
