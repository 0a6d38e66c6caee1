import { mark, toggleRecording } from "./recording.js";
import { attachScreen, toggleFullScreen, toggleHelp } from "./screen.js";
import { settings } from "./settings.js";
import { moveWipe } from "./wipe.js";

const step = (name, by) => settings.set({ [name]: Math.round((settings.get(name) + by) * 100) / 100 });
const within = (value, low, high) => Math.min(Math.max(value, low), high);

const keys = {
  1: () => settings.set({ mode: "sharp" }),
  2: () => settings.set({ mode: "wipe" }),
  3: () => settings.set({ mode: "source" }),
  h: () => settings.toggle("heat"),
  o: () => settings.toggle("outline"),
  b: () => settings.toggle("bars"),
  f: toggleFullScreen,
  s: () => document.getElementById("snapshot").click(),
  r: (event) => event.repeat || toggleRecording(),
  m: (event) => event.repeat || mark(),
  "?": toggleHelp,
  "[": () => settings.set({ heat: true, heatOpacity: within(settings.get("heatOpacity") - 0.1, 0.1, 1) }),
  "]": () => settings.set({ heat: true, heatOpacity: within(settings.get("heatOpacity") + 0.1, 0.1, 1) }),
  "-": () => settings.get("outlineLimit") > 0.25 && step("outlineLimit", -0.25),
  "+": () => settings.get("outlineLimit") < 6 && step("outlineLimit", 0.25),
  "=": () => keys["+"](),
  ArrowLeft: (event) => moveWipe(settings.get("wipe") - (event.shiftKey ? 0.1 : 0.01)),
  ArrowRight: (event) => moveWipe(settings.get("wipe") + (event.shiftKey ? 0.1 : 0.01)),
  Home: () => moveWipe(0),
  End: () => moveWipe(1),
};

const sheet = [
  [["1", "2", "3"], "Deblurred, wipe, source"],
  [["Space"], "Hold to see the other picture"],
  [["←", "→"], "Move the wipe, with Shift faster"],
  [["H"], "Heat map of blur radius"],
  [["[", "]"], "Heat map fainter, stronger"],
  [["O"], "Outline of what is in focus"],
  [["−", "+"], "Outline stricter, more lenient"],
  [["S"], "Save this picture"],
  [["R"], "Record a clip, stop", "recording-only"],
  [["M"], "Mark this place in the clip", "recording-only"],
  [["B"], "Bars away, bars back"],
  [["F"], "Full screen"],
  [["?"], "These keys"],
];

/** Everything by keyboard. Keys that a focused control uses itself stay with it. */
export function attachKeyboard(stage) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const control = event.target.closest?.("input, button, a");
    if (event.target.matches?.("select")) return; // a list chooses with the keys that are pressed
    if (event.target.matches?.("input[type=range]") && /^(Arrow|Home|End|Page)/.test(event.key)) return;
    if (document.getElementById("sheet").open && event.key !== "?") return;
    if (event.key === " " && (!control || control.id === "flip" || event.repeat)) {
      event.preventDefault();
      stage.flip(true);
      return;
    }
    const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    action(event);
  });
  addEventListener("keyup", (event) => event.key === " " && stage.flip(false));
  addEventListener("blur", () => stage.flip(false)); // a key released over another window is never heard of
  attachScreen(sheet);
}
