import loaded from "./overlays.js"; // written by the server: src/Preview/Overlays/OverlayScripts.cs
import { byId } from "./dom.js";
import { options } from "./overlay-options.js"; // written by the server: src/Preview/Overlays/OverlayConstants.cs
import { exposureOverlays } from "./scopes/exposure.js";
import { settings } from "./settings.js";

/**
 * The overlays of this page, in the order in which they are drawn. docs/extending.md describes what a file of overlays/ exports. Each has
 * these settings: whether it is on, under its name; the value of its control, and the name of each choice, under `optionKey`.
 */
export const overlays = [];
for (const overlay of [...exposureOverlays, ...loaded]) {
  const problem = problemOf(overlay);
  if (problem) console.error(`An overlay is left out: ${problem}`, overlay);
  else overlays.push(overlay);
}

for (const overlay of overlays) {
  const { name, on = false, control, choices = [] } = overlay;
  settings.define(name, on);
  if (control) settings.define(optionKey(overlay, control), control.value, (value) => value >= control.min && value <= control.max);
  for (const choice of choices) settings.define(optionKey(overlay, choice), choice.values[0], (value) => choice.values.includes(value));
}

/** Name of the setting that holds an option of an overlay: heatOpacity, outlineColour. */
export function optionKey({ name }, option) {
  return name + option.name[0].toUpperCase() + option.name.slice(1);
}

export const isOn = (overlay) => settings.get(overlay.name);

/** Value of the overlay's control; undefined when it has none. */
export const valueOf = (overlay) => overlay.control && settings.get(optionKey(overlay, overlay.control));

/** Index of the present choice, by the name of each choice. */
export const choicesOf = (overlay) => Object.fromEntries(
  (overlay.choices ?? []).map((choice) => [choice.name, choice.values.indexOf(settings.get(optionKey(overlay, choice)))]));

/** What the uniforms of an overlay are computed from: `value` of its control, and `choices`. */
export const optionsOf = (overlay) => ({ value: valueOf(overlay), choices: choicesOf(overlay) });

/** The same, with every option at its default. */
export const defaultsOf = ({ control, choices = [] }) => ({
  value: control?.value,
  choices: Object.fromEntries(choices.map((choice) => [choice.name, 0])),
});

/** The overlay with its options as the server reads them in an address: outline:limit=2:colour=red. Defaults are left out. */
export function selectionOf(overlay) {
  const known = options[overlay.name] ?? {};
  const { control, choices = [] } = overlay;
  const number = control && known[control.name] && valueOf(overlay) !== control.value ? [`${control.name}=${valueOf(overlay)}`] : [];
  const names = choices.filter((choice) => known[choice.name] && choicesOf(overlay)[choice.name] !== 0)
    .map((choice) => `${choice.name}=${settings.get(optionKey(overlay, choice))}`);
  return [overlay.name, ...number, ...names].join(":");
}

/** Sets the control of an overlay within its range, and turns the overlay on. */
export function setValue(overlay, value) {
  const { min, max } = overlay.control;
  settings.set({ [overlay.name]: true, [optionKey(overlay, overlay.control)]: Math.min(Math.max(Math.round(value * 100) / 100, min), max) });
}

function problemOf(overlay) {
  const { name, shader } = overlay ?? {};
  if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) return "its name must be a lower-case letter, then letters and digits.";
  if (overlays.some((other) => other.name === name) || byId(name) || settings.get(name) !== undefined) return `the name ${name} is taken.`;
  if (!shader?.includes(`vec3 ${name}(`)) return `its shader must define vec3 ${name}(vec3 colour, float radius).`;
  return "";
}
