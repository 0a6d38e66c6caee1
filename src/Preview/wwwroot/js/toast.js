import { byId } from "./dom.js";

/** A short message over the picture. A confirmation disappears by itself; a warning stays until it is closed. */

const toastMs = 2600;
const toastWithLinkMs = 5200;

let timer = 0;

export function attachToast() {
  byId("toast-close").addEventListener("click", hide);
}

/** Shows a confirmation, with a link to watch `clip` if there is one. */
export function confirm(text, clip = null) {
  show(text, "", clip);
  timer = setTimeout(hide, clip ? toastWithLinkMs : toastMs);
}

/** Shows a warning. */
export const warn = (text) => show(text, "warn", null);

function show(text, tone, clip) {
  clearTimeout(timer);
  byId("toast-text").textContent = text;
  byId("toast").dataset.tone = tone;
  byId("toast-close").hidden = tone !== "warn";
  byId("toast-link").hidden = !clip;
  if (clip) byId("toast-link").href = `/clips#${encodeURIComponent(clip)}`;
  byId("toast").hidden = false;
}

function hide() {
  byId("toast").hidden = true;
}
