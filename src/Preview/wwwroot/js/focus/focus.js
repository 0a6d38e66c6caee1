import { byId } from "../dom.js";
import { settings } from "../settings.js";
import { Faces } from "./faces.js";
import { isInside, placeUnder } from "./geometry.js";
import { Lens } from "./lens.js";
import { LensPanel } from "./lens-panel.js";
import { Magnifier } from "./magnifier.js";
import { MagnifierRow } from "./magnifier-row.js";
import { ManualBars } from "./manual.js";
import { Markers } from "./markers.js";
import { FocusPoints } from "./points.js";
import { ReadingBar } from "./reading-bar.js";
import { FocusReadings } from "./readings.js";
import { SweepPanel } from "./sweep-panel.js";
import { Tone } from "./tone.js";

let points = null;
let readings = null;
let markers = null;
let lens = null;
let lensPanel = null;
let magnifier = null;
let magnifierRow = null;
let manual = null;
let sweepPanel = null;
let pointer = null; // the last place of a mouse over the picture, as shares of it

/** Focus points: placed on the picture, read on each frame. Nothing of it shows on a server without focus assist. */
export function attachFocus(stage) {
  points = new FocusPoints();
  readings = new FocusReadings(points);
  const tone = new Tone();
  markers = new Markers(stage, points, readings);
  new ReadingBar(stage, points, readings);
  new Faces(stage, points);
  lens = new Lens();
  magnifier = new Magnifier();
  lensPanel = new LensPanel(lens, points, magnifier);
  magnifierRow = new MagnifierRow(magnifier, () => (isInside(pointer) ? pointer : points.selected) ?? { x: 0.5, y: 0.5 });
  manual = new ManualBars(points, readings, lens);
  sweepPanel = new SweepPanel(stage, points, lens);
  markers.moreEntries = () => [
    ...(lens.isReady ? [["Focus the lens here", () => lensPanel.autofocus(), "A"]] : []),
    ...(magnifier.state?.canFocus ? [["Camera's autofocus here", () => magnifierRow.focus(), "Shift A"]] : []),
    ...(magnifier.state?.magnifications.length > 1 ? [["Magnify in the camera", () => magnifierRow.magnify(), "Shift J"]] : []),
  ];

  let asked = 0; // when the points were asked for last, in milliseconds
  stage.addEventListener("presented", ({ detail: frame }) => {
    readings.accept(frame);
    if (frame.focus && readings.differsFromPoints && performance.now() - asked > 250) {
      asked = performance.now();
      points.refresh();
    }
  });
  readings.addEventListener("read", () => tone.play(points.selected && readings.of(points.selected.id), stage.maxRadius));
  addEventListener("p2ikt-status", async () => {
    if (readings.seq < 0) return; // sent by hud.js, once a second
    await points.refresh();
    if (points.hasLens) lens.refresh();
    else lens.forget();
    if (points.hasCamera) magnifier.refresh();
    else magnifier.forget();
  });

  byId("picture").addEventListener("pointermove", (event) => (pointer = placeUnder(stage, event.clientX, event.clientY)));
  byId("picture").addEventListener("pointerleave", () => (pointer = null));
}

/**
 * Lets the focus points use a key. A digit selects the point of that number, and with Shift keeps its meaning for the picture.
 * @returns whether the key was used
 */
export function focusKey(event) {
  if (!readings || readings.seq < 0) return false; // no frame has brought readings: the server has no focus assist
  const digit = /^[1-9]$/.test(event.key) ? Number(event.key) : 0;
  if (digit && points.get(digit)) {
    points.select(digit);
    markers.focus(digit);
    return true;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const action = actions[key] ?? (lens.isReady ? lensActions[key] : undefined) ?? (magnifier.isReady ? magnifierActions[key] : undefined);
  if (!action) return false;
  if (!event.repeat) action(event);
  return true;
}

const withSelected = (action) => () => points.selected && action(points.selected.id);

const actions = {
  p: () => {
    const { x, y } = isInside(pointer) ? pointer : { x: 0.5, y: 0.5 };
    points.add(x, y);
  },
  n: withSelected((id) => markers.rename(id)),
  e: () => settings.toggle("focusFaces"),
  t: () => settings.toggle("focusTone"),
  y: () => manual.toggle(),
  0: withSelected((id) => points.reset(id)),
  Delete: withSelected((id) => points.remove(id)),
  Backspace: withSelected((id) => points.remove(id)),
};

const lensActions = {
  a: (event) => (event.shiftKey ? magnifier.isReady && magnifierRow.focus() : lensPanel.autofocus()),
  ",": () => lens.move("small", "nearer"),
  ".": () => lens.move("small", "farther"),
  c: () => lens.isBusy && lens.cancel(),
  j: (event) => (event.shiftKey ? magnifier.isReady && magnifierRow.magnify() : settings.toggle("lensPanel")),
  k: () => lensPanel.mark(),
};

const magnifierActions = {
  j: (event) => (event.shiftKey ? magnifierRow.magnify() : settings.toggle("lensPanel")),
  a: (event) => event.shiftKey && magnifierRow.focus(),
};

/** The key of the sweep, which also folders of stills have. An overlay of the host may take it. */
export const sweepKeys = { z: (event) => event.repeat || (event.shiftKey ? sweepPanel.startOrStop() : sweepPanel.toggle()) };

/** The rows of the sheet of keys. */
export const focusRows = [
  [["Click"], "Place a focus point; drag it, double-click to name it, long touch for its menu"],
  [["P"], "Place a focus point at the pointer, or in the middle"],
  [["1", "…", "9"], "Select a focus point; then the arrow keys move it, with Shift faster"],
  [["N"], "Name the selected focus point"],
  [["0"], "Forget its best focus"],
  [["Del"], "Remove it"],
  [["E"], "Offer eyes and faces as focus points"],
  [["T"], "Tone whose pitch rises with its focus"],
  [["Y"], "Bars for a lens that is turned by hand"],
  [["Z"], "All in focus from a sweep; with Shift start it, end it"],
  [["J"], "Controls of the lens, where it can be driven; with Shift the camera's own magnifier"],
  [["A"], "Focus the lens on the selected point, with Shift by the camera itself; C cancels"],
  [[",", "."], "Focus a little nearer, farther"],
  [["K"], "Mark the present focus"],
];
