import { byId } from "../dom.js";

/** Where focus points are on the screen. Places in the picture are shares of its width and height. */

/** The place in the picture under a point of the screen, in CSS pixels; beyond 0 to 1 outside the picture. */
export function placeUnder(stage, clientX, clientY) {
  const at = byId("stage").getBoundingClientRect();
  return { x: (clientX - at.left - stage.box.x) / stage.box.width, y: (clientY - at.top - stage.box.y) / stage.box.height };
}

/** Where a place of the picture is shown, in CSS pixels of the picture's rectangle. */
export const pointOf = (stage, { x, y }) => ({ x: x * stage.box.width, y: y * stage.box.height });

/** Whether a place lies in the picture. */
export const isInside = (place) => place != null && place.x >= 0 && place.x < 1 && place.y >= 0 && place.y < 1;
