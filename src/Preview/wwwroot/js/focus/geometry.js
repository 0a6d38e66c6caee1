import { byId } from "../dom.js";

/** Where focus points are on the screen. Places in the picture are shares of its width and height, however the view is turned. */

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

/** The place that is shown so many CSS pixels right of and below where another one is. */
export function placeBeside(stage, place, right, below) {
  const { x, y } = stage.pointAt(place.x, place.y);
  return stage.placeAt(x + right, y + below);
}

/** Whether a place lies in the picture. */
export const isInside = (place) => place != null && place.x >= 0 && place.x < 1 && place.y >= 0 && place.y < 1;
