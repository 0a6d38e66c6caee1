import { colours } from "./heat-colours.js"; // written by the server: src/Preview/Overlays/OverlayScripts.cs

/**
 * The colour scale of blur radius. Its place is the square root of the radius: a photographer sees the difference between 1 and 2 pixels,
 * not that between 15 and 16.
 */

/** Place of a radius on the scale that ends at `max`, 0 to 1. */
export const heatPlace = (radius, max) => Math.sqrt(Math.min(Math.max(radius / max, 0), 1));

/** sRGB bytes at a place of the scale, 0 to 1. */
export const heatColour = (place) => colours[Math.round(Math.min(Math.max(place, 0), 1) * (colours.length - 1))];

/** All 256 colours as RGBA bytes. */
export const heatTable = () => new Uint8Array(colours.flatMap((colour) => [...colour, 255]));
