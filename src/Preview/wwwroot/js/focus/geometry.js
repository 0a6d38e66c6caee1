import { byId } from "../dom.js";

/** Where focus points are on the screen. Places in the picture are shares of its width and height; the view may be turned. */

/** The place in the picture under a point of the screen, in CSS pixels; beyond 0 to 1 outside the picture. */
export function placeUnder(stage, clientX, clientY) {
  const at = byId("stage").getBoundingClientRect();
  return stage.placeAt(clientX - at.left, clientY - at.top);
}

/** Where a place of the picture is shown, in CSS pixels of the picture's rectangle. */
export function pointOf(stage, place) {
  const { x, y } = stage.pointAt(place.x, place.y);
  return { x: x - stage.box.x, y: y - stage.box.y };
}

/** Whether a place lies in the picture. */
export const isInside = (place) => place != null && place.x >= 0 && place.x < 1 && place.y >= 0 && place.y < 1;
