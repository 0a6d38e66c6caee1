/**
 * The colours of blur radius: deep blue (in focus) by violet and rose to yellow (far out), lightness rising evenly, interpolated
 * in OKLab (B. Ottosson, 2020). HeatColours.cs makes the same table for the pictures that the server draws.
 *
 * The scale is the square root of the radius: 1 against 2 pixels matters to a photographer, 15 against 16 does not.
 */

const stops = [
  [0.32, 0.11, 265], [0.45, 0.19, 295], [0.58, 0.2, 350], [0.72, 0.17, 45], [0.93, 0.15, 103], // OKLCH
];

const toLab = ([lightness, chroma, hue]) =>
  [lightness, chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];

function toByte(linear) {
  const clipped = Math.min(Math.max(linear, 0), 1);
  return Math.round(255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055));
}

/** sRGB bytes at a place of the scale, 0 to 1. */
export function heatColour(place) {
  const at = Math.min(Math.max(place, 0), 1) * (stops.length - 1);
  const index = Math.min(Math.floor(at), stops.length - 2);
  const from = toLab(stops[index]);
  const to = toLab(stops[index + 1]);
  const [L, A, B] = from.map((value, i) => value + (to[i] - value) * (at - index));
  const l = (L + 0.3963377774 * A + 0.2158037573 * B) ** 3;
  const m = (L - 0.1055613458 * A - 0.0638541728 * B) ** 3;
  const s = (L - 0.0894841775 * A - 1.291485548 * B) ** 3;
  return [
    toByte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    toByte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    toByte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** Place of a radius on the scale that ends at `max`, 0 to 1. */
export const heatPlace = (radius, max) => Math.sqrt(Math.min(Math.max(radius / max, 0), 1));

/** 256 colours as RGBA bytes. */
export function heatTable() {
  const table = new Uint8Array(256 * 4);
  for (let i = 0; i < 256; i++) table.set([...heatColour(i / 255), 255], i * 4);
  return table;
}
