import { settings } from "./settings.js";

/** The divider between source and deblurred, with their labels: drag it, or move it with the arrow keys. */
export function attachWipe(stage) {
  const box = document.getElementById("frame-box");
  const divider = document.getElementById("wipe");
  let grabbedAt = null; // how far from the divider's middle it was taken, so that it does not jump

  const place = () => {
    const { x, y, width, height } = stage.box;
    const wipe = settings.get("wipe");
    Object.assign(box.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    box.style.setProperty("--wipe", wipe);
    box.dataset.mode = stage.mode;
    box.hidden = !stage.frame;
    divider.setAttribute("aria-valuenow", Math.round(wipe * 100));
    divider.setAttribute("aria-valuetext", `${Math.round(wipe * 100)} % source`);
  };
  stage.addEventListener("layout", place);
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

/** Puts the divider at a place, 0 to 1. */
export const moveWipe = (place) => settings.set({ wipe: Math.min(Math.max(place, 0), 1) });
