import { byId } from "./dom.js";

/** The button for full screen; hidden where the browser does not allow it. */
export function attachFullScreen() {
  byId("full").addEventListener("click", toggleFullScreen);
  byId("full").hidden = !document.fullscreenEnabled;
}

export function toggleFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {}); // refused: the page stays as it is
}
