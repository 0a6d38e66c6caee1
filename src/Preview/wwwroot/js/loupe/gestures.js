import { byId } from "../dom.js";
import { isTaken } from "../key-sheet.js";
import { isOnSide } from "../orientation.js";
import { settings } from "../settings.js";
import { scaleOf } from "./loupe.js";

/** Pointer and keys of the loupe: L held, Shift L pins; a pinned loupe is moved by dragging, and by arrow keys while it has the focus. */
export function attachGestures(loupe, stage) {
  const element = byId("stage");
  element.addEventListener("pointermove", (event) => {
    const at = element.getBoundingClientRect();
    const place = stage.placeAt(event.clientX - at.left, event.clientY - at.top);
    loupe.point(isInside(place) ? place : null);
  });
  element.addEventListener("pointerleave", () => loupe.point(null));
  attachKeys(loupe);
  // In the loupe the picture moves with the finger; its frame on the picture moves itself.
  attachDragging(byId("loupe-picture"), (across, down) => {
    const scale = -scaleOf(loupe.zoom) / devicePixelRatio;
    loupe.move(across / scale, down / scale);
  });
  attachDragging(byId("loupe-area"), (across, down) => {
    if (!stage.frame) return;
    const scale = stage.box.width / (isOnSide() ? stage.frame.height : stage.frame.width);
    loupe.move(across / scale, down / scale);
  });
}

const isInside = ({ x, y }) => x >= 0 && y >= 0 && x < 1 && y < 1;

function attachKeys(loupe) {
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "l" || event.repeat || isTaken(event) || event.target.matches?.("select, input[type=text]")) return;
    if (event.shiftKey) loupe.pin();
    else loupe.hold(true);
  });
  addEventListener("keyup", (event) => event.key.toLowerCase() === "l" && loupe.hold(false));
  addEventListener("blur", () => loupe.hold(false)); // a key that is released over another window sends no event here
  byId("loupe-panel").addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step || !settings.get("loupe")) return;
    event.preventDefault();
    event.stopPropagation(); // elsewhere on the page the arrows move the wipe
    const pixels = event.shiftKey ? 10 : 1;
    loupe.move(step[0] * pixels, step[1] * pixels);
  });
}

// Calls `move` with the way of each step in CSS pixels, while the loupe is pinned.
function attachDragging(element, move) {
  let last = null;
  element.addEventListener("pointerdown", (event) => {
    if (!settings.get("loupe")) return;
    element.setPointerCapture(event.pointerId);
    element.focus({ focusVisible: false });
    last = event;
    event.preventDefault();
    event.stopPropagation();
  });
  element.addEventListener("pointermove", (event) => {
    if (!last) return;
    move(event.clientX - last.clientX, event.clientY - last.clientY);
    last = event;
  });
  for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, () => (last = null));
}
