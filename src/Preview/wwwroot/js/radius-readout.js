import { byId } from "./dom.js";
import { heatColour, heatPlace } from "./heat-scale.js";
import { minConfidence } from "./overlay-options.js"; // written by the server: src/Preview/Overlays/OverlayConstants.cs

/** The blur radius under the pointer: as text beside it, and as an arrow at the legend. */
export function attachRadiusReadout(stage) {
  const element = byId("stage");
  const [readout, arrow] = [byId("readout"), byId("legend-marker")];
  let pointer = null; // in CSS pixels of the stage; null while it is elsewhere

  const update = () => {
    const radius = radiusUnderPointer();
    readout.hidden = radius === null;
    arrow.hidden = byId("readout-swatch").hidden = radius === null || radius === "unknown";
    if (radius === null) return;
    if (radius === "unknown") {
      byId("readout-value").textContent = "no texture";
      moveReadout();
      return;
    }
    const place = heatPlace(radius, stage.maxRadius);
    byId("readout-value").textContent = `${radius.toFixed(1)} px`;
    byId("readout-swatch").style.background = `rgb(${heatColour(place)})`;
    arrow.style.bottom = `${place * 100}%`;
    moveReadout();
  };

  // Below and right of a mouse pointer, above a finger, and inside the stage.
  const moveReadout = () => {
    const { clientWidth, clientHeight } = element;
    const { offsetWidth, offsetHeight } = readout;
    const gap = pointer.touch ? { x: -offsetWidth / 2, y: -offsetHeight - 36 } : { x: 18, y: 18 };
    const left = pointer.x + gap.x + offsetWidth > clientWidth - 8 ? pointer.x - offsetWidth - 14 : pointer.x + gap.x;
    const top = pointer.y + gap.y + offsetHeight > clientHeight - 8 ? pointer.y - offsetHeight - 14 : pointer.y + gap.y;
    readout.style.transform = `translate(${Math.max(8, left)}px, ${Math.max(8, top)}px)`;
  };

  // Null where there is none, "unknown" where the picture has no texture to read it from.
  const radiusUnderPointer = () => {
    const { frame } = stage;
    if (!pointer || !frame?.blur) return null;
    const { x, y } = stage.placeAt(pointer.x, pointer.y);
    if (x < 0 || y < 0 || x >= 1 || y >= 1) return null;
    const [column, row] = [x * frame.width, y * frame.height];
    if (frame.blur.confidenceAt(column, row) < minConfidence) return "unknown";
    const radius = frame.blur.at(column, row);
    return Number.isFinite(radius) ? radius : null;
  };

  const follow = (event) => {
    if (event.target.closest?.("#camera, #lens, #manual, #sweep, #focus-start, #focus-menu, .focus-point, #view-assist, #loupe-panel")) return leave(); // they cover the picture
    const at = element.getBoundingClientRect();
    pointer = { x: event.clientX - at.left, y: event.clientY - at.top, touch: event.pointerType === "touch" };
    update();
  };
  const leave = () => {
    pointer = null;
    update();
  };
  for (const name of ["pointermove", "pointerdown"]) element.addEventListener(name, follow);
  for (const name of ["pointerleave", "pointercancel"]) element.addEventListener(name, leave);
  element.addEventListener("pointerup", (event) => event.pointerType === "touch" && leave());
  for (const name of ["presented", "layout", "scale"]) stage.addEventListener(name, update);
  update();
}
