import { settings } from "./settings.js";

/** The tool bar: shows the settings and changes them. */
export function attachControls(stage) {
  const by = (id) => document.getElementById(id);
  const modes = [...document.querySelectorAll("[data-mode][role=radio]")];

  for (const button of modes) {
    button.addEventListener("click", () => settings.set({ mode: button.dataset.mode }));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.stopPropagation(); // here the arrows choose, elsewhere they move the wipe
      const next = modes[(modes.indexOf(button) + step + modes.length) % modes.length];
      next.click();
      next.focus();
    });
  }
  for (const name of ["heat", "outline"]) by(name).addEventListener("click", () => settings.toggle(name));
  by("heat-opacity").addEventListener("input", (event) => settings.set({ heat: true, heatOpacity: event.target.value / 100 }));
  by("outline-limit").addEventListener("input", (event) => settings.set({ outline: true, outlineLimit: Number(event.target.value) }));

  const flip = by("flip");
  flip.addEventListener("pointerdown", (event) => {
    flip.setPointerCapture(event.pointerId);
    stage.flip(true);
  });
  for (const end of ["pointerup", "pointercancel", "blur"]) flip.addEventListener(end, () => stage.flip(false));
  flip.addEventListener("contextmenu", (event) => event.preventDefault()); // a long touch is not a menu here

  const show = () => {
    for (const button of modes) {
      const chosen = button.dataset.mode === settings.get("mode");
      button.setAttribute("aria-checked", chosen);
      button.tabIndex = chosen ? 0 : -1;
    }
    by("heat").setAttribute("aria-pressed", settings.get("heat"));
    by("outline").setAttribute("aria-pressed", settings.get("outline"));
    by("heat-opacity").value = Math.round(settings.get("heatOpacity") * 100);
    by("outline-limit").value = settings.get("outlineLimit");
    by("outline-value").textContent = `≤ ${Number(settings.get("outlineLimit").toFixed(2))} px`;
    by("snapshot").href = `/snapshot.jpg?what=${settings.get("mode") === "source" ? "source" : settings.get("heat") ? "overlay" : "sharp"}`;
    document.body.classList.toggle("bare", !settings.get("bars"));
  };
  settings.addEventListener("change", show);
  stage.addEventListener("layout", () => flip.classList.toggle("held", stage.flipped));
  show();
  attachStillness();
}

// In full screen the bars fade when nothing has moved for a while.
function attachStillness() {
  let timer = 0;
  const wake = () => {
    document.body.classList.remove("still");
    clearTimeout(timer);
    if (document.fullscreenElement) timer = setTimeout(() => document.body.classList.add("still"), 3000);
  };
  for (const name of ["pointermove", "pointerdown", "keydown", "fullscreenchange"]) addEventListener(name, wake, { passive: true });
}
