import { optionKey, overlays } from "./overlay-registry.js";

/**
 * What a screen shows, from its address: ?picture=sharp&overlay=heat:opacity=0.5,outline:colour=red&turn=90&mirror=x. The text of
 * overlays is the one that a snapshot takes. Each screen has its own address, and so its own overlays.
 */

const pictures = ["sharp", "source", "wipe"];

/** @returns {values, problem}: the settings of the page, and a sentence when the address has a mistake, else "" */
export function readQuery(search) {
  const query = new URLSearchParams(search);
  const values = { mode: "sharp", ...Object.fromEntries(overlays.map((overlay) => [overlay.name, false])) };
  try {
    if (query.has("picture")) values.mode = oneOf("picture", query.get("picture"), pictures);
    if (query.has("wipe")) values.wipe = number("wipe", query.get("wipe"), { min: 0, max: 1 });
    if (query.has("turn")) values.turn = Number(oneOf("turn", query.get("turn"), ["0", "90", "180", "270"]));
    const mirror = query.has("mirror") ? oneOf("mirror", query.get("mirror"), ["x", "y", "xy"]) : "";
    values.mirrorX = mirror.includes("x");
    values.mirrorY = mirror.includes("y");
    for (const part of (query.get("overlay") ?? "").split(",").filter(Boolean)) Object.assign(values, overlayValues(part));
    return { values, problem: "" };
  } catch (mistake) {
    return { values, problem: mistake.message };
  }
}

function overlayValues(part) {
  const [name, ...options] = part.split(":");
  const overlay = overlays.find((one) => one.name === oneOf("overlay", name, overlays.map((known) => known.name)));
  const values = { [name]: true };
  const { control, choices = [] } = overlay;
  const known = [...(control ? [control.name] : []), ...choices.map((choice) => choice.name)];
  for (const option of options) {
    const [key, text = ""] = option.split("=");
    oneOf(`option of ${name}`, key, known);
    const choice = choices.find((one) => one.name === key);
    values[optionKey(overlay, choice ?? control)] = choice ? oneOf(key, text, choice.values) : number(key, text, control);
  }
  return values;
}

function oneOf(what, text, known) {
  if (known.includes(text)) return text;
  throw new Error(`In the address of this page, ${what} is '${text}': it is one of ${known.join(", ") || "none"}.`);
}

function number(what, text, { min, max }) {
  const value = Number(text);
  if (text !== "" && value >= min && value <= max) return value;
  throw new Error(`In the address of this page, ${what} is '${text}': it is a number from ${min} to ${max}.`);
}
