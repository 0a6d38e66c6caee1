import { settings } from "./settings.js";

/**
 * How this browser turns and mirrors the picture: only the view, neither the picture nor its coordinates. A seat is a place in the
 * rectangle on the screen, a place is one in the picture; both run from 0 to 1, y down.
 */

export const turns = [0, 90, 180, 270]; // degrees clockwise

settings.define("turn", 0, (value) => turns.includes(value));
settings.define("mirrorX", false);
settings.define("mirrorY", false);

// From the seat to the place, around the middle, for each turn: [xx, xy, yx, yy] with x = xx * seat.x + xy * seat.y.
const matrices = { 0: [1, 0, 0, 1], 90: [0, 1, -1, 0], 180: [-1, 0, 0, -1], 270: [0, -1, 1, 0] };

/** The matrix from seats to places around the middle, row by row. Mirrors act on the picture as it stands on the screen. */
export function seatToPlace() {
  const [xx, xy, yx, yy] = matrices[settings.get("turn")];
  const across = settings.get("mirrorX") ? -1 : 1;
  const down = settings.get("mirrorY") ? -1 : 1;
  return [xx * across, xy * down, yx * across, yy * down];
}

/** Whether the picture lies on its side: its width is then the height on the screen. */
export const isOnSide = () => settings.get("turn") % 180 !== 0;

/** Whether the view differs from the picture. */
export const isChanged = () => settings.get("turn") !== 0 || settings.get("mirrorX") || settings.get("mirrorY");

/** Turns the view by a quarter, clockwise. */
export const turnOn = () => settings.set({ turn: (settings.get("turn") + 90) % 360 });

export function placeOf({ x, y }) {
  const [xx, xy, yx, yy] = seatToPlace();
  return { x: xx * (x - 0.5) + xy * (y - 0.5) + 0.5, y: yx * (x - 0.5) + yy * (y - 0.5) + 0.5 };
}

export function seatOf({ x, y }) {
  const [xx, xy, yx, yy] = seatToPlace(); // orthogonal: its transpose is its inverse
  return { x: xx * (x - 0.5) + yx * (y - 0.5) + 0.5, y: xy * (x - 0.5) + yy * (y - 0.5) + 0.5 };
}
