import { byId } from "./dom.js";
import { attachModes } from "./modes.js";
import { isOn, overlays, selectionOf } from "./overlay-registry.js";
import { drawnByServer } from "./overlays.js"; // written by the server: src/Preview/Overlays/OverlayScripts.cs
import { settings } from "./settings.js";

/** The tool bar but for its overlays: the picture's mode, A/B, the link that saves a snapshot, and whether the bars are shown. */
export function attachControls(stage) {
  const modes = attachModes((mode) => settings.set({ mode }));
  const flip = byId("flip");
  flip.addEventListener("pointerdown", (event) => {
    flip.setPointerCapture(event.pointerId);
    stage.flip(true);
  });
  for (const end of ["pointerup", "pointercancel", "blur"]) flip.addEventListener(end, () => stage.flip(false));
  flip.addEventListener("contextmenu", (event) => event.preventDefault()); // a long touch opens no menu

  const show = () => {
    modes.show(settings.get("mode"));
    byId("snapshot").href = `/snapshot.jpg?what=${pictureToSave()}`;
    document.body.classList.toggle("bare", !settings.get("bars"));
  };
  settings.addEventListener("change", show);
  stage.addEventListener("layout", () => flip.classList.toggle("held", stage.flipped));
  show();
  hideControlsWhenIdle();
}

// The server draws into a snapshot every overlay that is on and that it knows, with the options of this page.
function pictureToSave() {
  if (settings.get("mode") === "source") return "source";
  const selections = overlays.filter((one) => isOn(one) && drawnByServer.includes(one.name)).map(selectionOf);
  return selections.length ? `overlay&overlay=${selections.join(",")}` : "sharp";
}

// In full screen the bars fade when there was no input for a while.
function hideControlsWhenIdle() {
  const idleMs = 3000;
  let timer = 0;
  const wake = () => {
    document.body.classList.remove("idle");
    clearTimeout(timer);
    if (document.fullscreenElement) timer = setTimeout(() => document.body.classList.add("idle"), idleMs);
  };
  for (const name of ["pointermove", "pointerdown", "keydown", "fullscreenchange"]) addEventListener(name, wake, { passive: true });
}
