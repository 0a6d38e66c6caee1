import loaded from "./overlays.js"; // written by the server: src/Preview/Overlays/OverlayScripts.cs
import { byId } from "./dom.js";
import { settings } from "./settings.js";

/**
 * The overlays of this page, in the order in which they are drawn. docs/extending.md describes what a file of overlays/ exports. Each has
 * two settings: whether it is on, under its name, and the value of its control, under `valueKey`.
 */
export const overlays = [];
for (const overlay of loaded) {
  const problem = problemOf(overlay);
  if (problem) console.error(`An overlay is left out: ${problem}`, overlay);
  else overlays.push(overlay);
}

for (const { name, on = false, control } of overlays) {
  settings.define(name, on);
  if (control) settings.define(valueKey({ name, control }), control.value, (value) => value >= control.min && value <= control.max);
}

/** Name of the setting that holds the value of an overlay's control: heatOpacity. */
export function valueKey({ name, control }) {
  return name + control.name[0].toUpperCase() + control.name.slice(1);
}

export const isOn = (overlay) => settings.get(overlay.name);

/** Value of the overlay's control; undefined when it has none. */
export const valueOf = (overlay) => overlay.control && settings.get(valueKey(overlay));

/** Sets the control of an overlay within its range, and turns the overlay on. */
export function setValue(overlay, value) {
  const { min, max } = overlay.control;
  settings.set({ [overlay.name]: true, [valueKey(overlay)]: Math.min(Math.max(Math.round(value * 100) / 100, min), max) });
}

function problemOf(overlay) {
  const { name, shader } = overlay ?? {};
  if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) return "its name must be a lower-case letter, then letters and digits.";
  if (overlays.some((other) => other.name === name) || byId(name) || settings.get(name) !== undefined) return `the name ${name} is taken.`;
  if (!shader?.includes(`vec3 ${name}(`)) return `its shader must define vec3 ${name}(vec3 colour, float radius).`;
  return "";
}
