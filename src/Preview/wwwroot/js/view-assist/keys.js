import { nextGrid } from "../guides/guides.js";
import { turnOn } from "../orientation.js";
import { nextScopes } from "../scopes/scopes.js";
import { toggleViewAssist } from "./panel.js";

/** Keys of view assist, and their rows for the sheet of keys. The keys of overlays come from the overlays, those of the loupe from it. */

export const assistKeys = { v: toggleViewAssist, w: nextScopes, g: nextGrid, q: turnOn };

export const assistRows = [
  [["V"], "View assist: scopes, guides, loupe, turn"],
  [["W"], "Histogram, waveform, both, none"],
  [["G"], "Next grid"],
  [["Q"], "Turn the view by a quarter"],
  [["L"], "Hold for the loupe at the pointer; with Shift it stays"],
];
