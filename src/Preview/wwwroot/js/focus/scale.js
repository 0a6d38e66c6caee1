/**
 * The scale of blur radius that meter, history and tone share. It is logarithmic: from 8 to 4 pixels is as far as from 2 to 1, which is how
 * a lens and an eye see it. It runs from 0, the softest radius, to 1, the sharpest.
 */

/** The sharp end in pixels. Smaller radii look the same in a live view. */
export const sharpest = 0.5;

/** Place of a radius on the scale whose soft end is `max`, both in pixels. */
export function focusPlace(radius, max) {
  const place = 1 - Math.log2(radius / sharpest) / Math.log2(max / sharpest);
  return Math.min(Math.max(place, 0), 1);
}

/** The radii of the ticks, in pixels: powers of two within the scale, the softest first. */
export function focusTicks(max) {
  const ticks = [];
  for (let radius = 2 ** Math.floor(Math.log2(max)); radius >= 2 * sharpest; radius /= 2) ticks.push(radius);
  return ticks;
}

/** A radius in pixels for display: 12, 2.1, <0.8; a dash without one. */
export function radiusText(radius, resolvable) {
  if (radius == null) return "–";
  if (radius < resolvable) return `<${Math.ceil(resolvable * 10) / 10}`;
  return radius < 9.95 ? radius.toFixed(1) : String(Math.round(radius));
}
