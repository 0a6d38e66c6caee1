import { byId } from "./dom.js";
import { focusKey, focusRows, sweepKeys } from "./focus/focus.js";
import { attachFullScreen, toggleFullScreen } from "./fullscreen.js";
import { actionOf, attachKeySheet, isTaken, toggleKeySheet } from "./key-sheet.js";
import { overlayKeys } from "./overlay-tools.js";
import { mark, toggleRecording } from "./recording.js";
import { settings } from "./settings.js";
import { rateByKeys, scanByKeys } from "./shoot/panel.js";
import { assistKeys, assistRows } from "./view-assist/keys.js";
import { moveWipe } from "./wipe.js";

const overlays = overlayKeys();

const keys = {
  ...assistKeys,
  ...sweepKeys,
  ...overlays.actions, // last: the host's overlays may take the key of the sweep
  1: () => settings.set({ mode: "sharp" }),
  2: () => settings.set({ mode: "wipe" }),
  3: () => settings.set({ mode: "source" }),
  b: () => settings.toggle("bars"),
  f: toggleFullScreen,
  s: (event) => (event.shiftKey ? scanByKeys() : byId("snapshot").click()),
  r: (event) => event.repeat || (event.shiftKey ? rateByKeys() : toggleRecording()),
  m: (event) => event.repeat || mark(),
  "?": toggleKeySheet,
  ArrowLeft: (event) => moveWipe(settings.get("wipe") - (event.shiftKey ? 0.1 : 0.01)),
  ArrowRight: (event) => moveWipe(settings.get("wipe") + (event.shiftKey ? 0.1 : 0.01)),
  Home: () => moveWipe(0),
  End: () => moveWipe(1),
};

const rows = [
  [["1", "2", "3"], "Deblurred, wipe, source: with Shift where there is a focus point of that number"],
  [["Space"], "Hold to see the other picture"],
  [["←", "→"], "Move the wipe, with Shift faster"],
  ...overlays.rows,
  ...assistRows,
  ...focusRows.filter(([[name]]) => !(name.toLowerCase() in sweepKeys && name.toLowerCase() in overlays.actions)),
  [["S"], "Save this picture; with Shift the shoot, ready for a scanner"],
  [["Shift R"], "Rate the last picture: 1 to 5, 0 for none, arrows for another"],
  [["R"], "Record a clip, stop", "recording-only"],
  [["M"], "Mark this place in the clip", "recording-only"],
  [["B"], "Hide or show the bars"],
  [["F"], "Full screen"],
  [["?"], "These keys"],
];

// Shift and a digit is another character on each layout of a keyboard.
const pictureOf = (event) => (event.shiftKey ? keys[/^Digit([1-3])$/.exec(event.code)?.[1]] : undefined);

/** The live view by keyboard. Keys that a focused control uses stay with the control. */
export function attachKeyboard(stage) {
  addEventListener("keydown", (event) => {
    if (isTaken(event)) return;
    const control = event.target.closest?.("input, button, a");
    if (event.target.matches?.("select")) return; // a list selects by the keys that are pressed
    if (event.target.matches?.("input[type=range]") && /^(Arrow|Home|End|Page)/.test(event.key)) return;
    if (event.key === " " && (!control || control.id === "flip" || event.repeat)) {
      event.preventDefault();
      stage.flip(true);
      return;
    }
    if (focusKey(event)) {
      event.preventDefault();
      return;
    }
    const action = pictureOf(event) ?? actionOf(keys, event);
    if (!action) return;
    event.preventDefault();
    action(event);
  });
  addEventListener("keyup", (event) => event.key === " " && stage.flip(false));
  addEventListener("blur", () => stage.flip(false)); // a key that is released over another window sends no event here
  attachKeySheet(rows);
  attachFullScreen();
}
