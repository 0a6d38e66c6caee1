import { byId } from "./dom.js";
import { settings } from "./settings.js";

/** The divider between source and deblurred, with their labels: drag it, or move it with the arrow keys. */
export function attachWipe(stage) {
  const box = byId("frame-box");
  const divider = byId("wipe");

  const place = () => {
    const { x, y, width, height } = stage.box;
    Object.assign(box.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    box.dataset.mode = stage.mode;
    box.hidden = !stage.frame;
  };
  stage.addEventListener("layout", place);
  settings.addEventListener("change", place);
  place();
  attachDivider(box, divider);
}

/** Lets the user drag the divider of a box. The box gets its place as --wipe, 0 to 1. */
export function attachDivider(box, divider) {
  let grabbedAt = null; // distance of the pointer from the divider's middle, so that it does not jump

  const place = () => {
    const percent = Math.round(settings.get("wipe") * 100);
    box.style.setProperty("--wipe", settings.get("wipe"));
    divider.setAttribute("aria-valuenow", percent);
    divider.setAttribute("aria-valuetext", `${percent} % source`);
  };
  settings.addEventListener("change", place);
  place();

  divider.addEventListener("pointerdown", (event) => {
    divider.setPointerCapture(event.pointerId);
    divider.classList.add("dragging");
    const at = divider.getBoundingClientRect();
    grabbedAt = event.clientX - (at.left + at.width / 2);
    event.preventDefault();
    divider.focus({ focusVisible: false });
  });
  divider.addEventListener("pointermove", (event) => {
    if (grabbedAt === null) return;
    const at = box.getBoundingClientRect();
    moveWipe((event.clientX - grabbedAt - at.left) / at.width);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    divider.addEventListener(end, () => {
      grabbedAt = null;
      divider.classList.remove("dragging");
    });
  }
  divider.addEventListener("dblclick", () => moveWipe(0.5));
}

/** Moves the divider to a place, 0 to 1. */
export const moveWipe = (place) => settings.set({ wipe: Math.min(Math.max(place, 0), 1) });
