import { byId } from "../dom.js";
import { attachFullScreen, toggleFullScreen } from "../fullscreen.js";
import { actionOf, attachKeySheet, isTaken, toggleKeySheet } from "../key-sheet.js";
import { settings } from "../settings.js";
import { moveWipe } from "../wipe.js";

const rows = [
  [["Space"], "Play, pause"],
  [["←", "→"], "One frame back, forward; with Shift one second"],
  [["J", "K", "L"], "Five seconds back, pause, play; L again is faster"],
  [["↑", "↓"], "To the previous, next mark"],
  [["Home", "End"], "To the start, the end"],
  [["1", "2", "3"], "Deblurred, wipe, source"],
  [["[", "]"], "Move the wipe"],
  [["F"], "Full screen"],
  [["Esc"], "Back to the clips"],
  [["?"], "These keys"],
];

/** The player by keyboard, while a clip is open. */
export function attachKeys(viewer) {
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
    Escape: () => document.fullscreenElement || byId("back").click(),
    "?": toggleKeySheet,
  };
  addEventListener("keydown", (event) => {
    if (isTaken(event) || !viewer.clip) return;
    const control = event.target.closest?.("button, a");
    if (event.key === " " && control) return; // the space bar presses a focused button
    if (event.target.id === "wipe" && /^Arrow(Left|Right)$/.test(event.key)) {
      event.preventDefault();
      moveWipe(settings.get("wipe") + (event.key === "ArrowLeft" ? -0.01 : 0.01) * (event.shiftKey ? 10 : 1));
      return;
    }
    const action = actionOf(keys, event);
    if (!action) return;
    event.preventDefault();
    action(event);
  });
  // A clicked button loses the focus, so that space plays and does not press the button again.
  byId("tools").addEventListener("click", (event) => event.detail > 0 && event.target.closest("button")?.blur());
  attachKeySheet(rows);
  attachFullScreen();
}
