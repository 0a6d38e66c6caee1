import { attachScreen, toggleFullScreen, toggleHelp } from "../screen.js";
import { settings } from "../settings.js";
import { moveWipe } from "../wipe.js";

const sheet = [
  [["Space"], "Play, pause"],
  [["←", "→"], "One frame back, on; with Shift one second"],
  [["J", "K", "L"], "Five seconds back, pause, play; L again is faster"],
  [["↑", "↓"], "To the mark before, after"],
  [["Home", "End"], "To the beginning, the end"],
  [["1", "2", "3"], "Deblurred, wipe, source"],
  [["[", "]"], "Move the wipe"],
  [["F"], "Full screen"],
  [["Esc"], "Back to the clips"],
  [["?"], "These keys"],
];

/** The page of clips by keyboard: the player while a clip is open. */
export function attachKeys(viewer) {
  const by = (id) => document.getElementById(id);
  const { playback } = viewer;
  const keys = {
    " ": () => playback.toggle(),
    ArrowLeft: (event) => (event.shiftKey ? playback.seek(playback.now - 1) : playback.step(-1)),
    ArrowRight: (event) => (event.shiftKey ? playback.seek(playback.now + 1) : playback.step(1)),
    ArrowUp: () => viewer.jump(-1),
    ArrowDown: () => viewer.jump(1),
    Home: () => playback.seek(0),
    End: () => playback.seek(playback.length),
    j: () => playback.seek(playback.now - 5),
    k: () => playback.pause(),
    l: () => playback.faster(),
    1: () => viewer.mode("sharp"),
    2: () => viewer.mode("wipe"),
    3: () => viewer.mode("source"),
    "[": () => moveWipe(settings.get("wipe") - 0.02),
    "]": () => moveWipe(settings.get("wipe") + 0.02),
    f: toggleFullScreen,
    Escape: () => document.fullscreenElement || by("back").click(),
    "?": toggleHelp,
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !viewer.clip) return;
    if (by("sheet").open && event.key !== "?") return;
    const control = event.target.closest?.("button, a");
    if (event.key === " " && control) return; // a focused button is pressed by it
    if (event.target.id === "wipe" && /^Arrow(Left|Right)$/.test(event.key)) {
      event.preventDefault();
      moveWipe(settings.get("wipe") + (event.key === "ArrowLeft" ? -0.01 : 0.01) * (event.shiftKey ? 10 : 1));
      return;
    }
    const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    action(event);
  });
  // A button that was clicked gives the keys back: space then plays, and does not press it again.
  by("tools").addEventListener("click", (event) => event.detail > 0 && event.target.closest("button")?.blur());
  attachScreen(sheet);
}
