import { byId, element, setText } from "../dom.js";
import { settings } from "../settings.js";
import { openMenu } from "./menu.js";
import { isNamed } from "./points.js";

/**
 * The controls of a driven lens: autofocus on the selected point, steps, marks, focus stack, drift watch, trap focus,
 * backlash.
 */
export class LensPanel {
  #lens;
  #points;
  #magnifier;
  #marks = ""; // what the buttons of the marks were made for

  constructor(lens, points, magnifier) {
    this.#lens = lens;
    this.#magnifier = magnifier;
    this.#points = points;
    for (const id of ["focus-lens", "focus-lens-first", "lens-close"]) byId(id).addEventListener("click", () => settings.toggle("lensPanel"));
    byId("lens-autofocus").addEventListener("click", () => this.autofocus());
    byId("lens-cancel").addEventListener("click", () => lens.cancel());
    for (const button of byId("lens-steps").querySelectorAll("button"))
      button.addEventListener("click", () => lens.move(button.dataset.size, button.dataset.direction));
    byId("lens-mark").addEventListener("click", () => this.mark());
    byId("lens-seconds").addEventListener("input", () => settings.set({ rackSeconds: Number(byId("lens-seconds").value) }));
    byId("lens-near").addEventListener("click", () => lens.setLimit("near"));
    byId("lens-far").addEventListener("click", () => lens.setLimit("far"));
    byId("lens-stack").addEventListener("click", () => lens.takeStack());
    byId("lens-drift").addEventListener("click", () => lens.watchDrift(lens.state.driftPoint == null ? points.selected.id : null));
    byId("lens-trap").addEventListener("click", () => lens.trap(points.selected.id));
    byId("lens-backlash").addEventListener("click", () => lens.measureBacklash(points.selected.id));
    magnifier.addEventListener("change", () => this.#show());
    lens.addEventListener("change", () => this.#show());
    points.addEventListener("change", () => this.#show());
    settings.addEventListener("change", () => this.#show());
    this.#show();
  }

  /** Focuses the lens on the selected point, and shows how it goes. */
  autofocus() {
    if (!this.#lens.isReady || !this.#points.selected) return;
    settings.set({ lensPanel: true });
    this.#lens.autofocus(this.#points.selected.id);
  }

  /** Marks the present focus, under the name of the selected point where that has one. */
  mark() {
    if (!this.#lens.isReady) return;
    const point = this.#points.selected;
    this.#lens.addMark(point && isNamed(point) ? point.name : undefined);
  }

  #show() {
    const { state, isReady, isBusy } = this.#lens;
    const open = settings.get("lensPanel") && state !== null;
    byId("lens").hidden = !open;
    for (const id of ["focus-lens", "focus-lens-first"]) {
      byId(id).hidden = !isReady && !open && !this.#magnifier.isReady;
      byId(id).setAttribute("aria-pressed", open);
    }
    if (!open) return;
    const point = this.#points.selected;
    const idle = isReady && !isBusy;
    setText("lens-reason", state.unavailableReason ?? "");
    byId("lens-controls").hidden = !isReady;
    byId("lens-autofocus").hidden = isBusy;
    byId("lens-autofocus").disabled = !point;
    setText("lens-point", !point ? "a focus point" : isNamed(point) ? point.name : `point ${point.id}`);
    byId("lens-cancel").hidden = !isBusy;
    setText("lens-message", state.message);
    byId("lens-message").dataset.tone = state.failed ? "warn" : "";
    const progress = byId("lens-progress");
    progress.hidden = !isBusy || state.operation === "trap";
    if (state.progress == null) progress.removeAttribute("value");
    else progress.value = state.progress;
    for (const button of byId("lens-idle").querySelectorAll("button")) button.disabled = !idle;
    this.#showMarks(idle);
    this.#showStack(state.stack, idle);
    byId("lens-drift").disabled = !isReady || (!point && state.driftPoint == null);
    byId("lens-drift").setAttribute("aria-pressed", state.driftPoint != null);
    const watched = state.driftPoint != null && this.#points.get(state.driftPoint);
    setText("lens-drift-label", watched ? `Drift of ${watched.name}` : "Watch drift");
    setText("lens-drift-warning", state.driftWarning ?? "");
    byId("lens-trap").disabled = !idle || !point;
    byId("lens-trap").setAttribute("aria-pressed", state.operation === "trap");
    this.#showBacklash(state, idle);
  }

  #showBacklash({ backlash, note }, idle) {
    byId("lens-backlash").disabled = !idle || !this.#points.selected;
    const [least, most] = backlash ? [Math.round(backlash.least), Math.round(backlash.most)] : [];
    setText("lens-backlash-value", !backlash ? "not measured" : least === most ? `${most} steps` : `${least} to ${most} steps`);
    setText("lens-note", note ?? "");
  }

  #showMarks(idle) {
    const { marks } = this.#lens.state;
    if (this.#marks !== (this.#marks = JSON.stringify(marks))) byId("lens-marks").replaceChildren(...marks.map((mark) => this.#makeMark(mark)));
    for (const button of byId("lens-marks").children) button.disabled = !idle;
    const seconds = settings.get("rackSeconds");
    byId("lens-seconds").value = seconds;
    setText("lens-seconds-value", seconds ? `in ${seconds} s` : "at once");
  }

  #makeMark({ id, name }) {
    const button = element("button");
    button.append(element("bdi", "", name));
    button.title = `Pull the focus to ${name}; long touch or Delete to remove it`;
    button.addEventListener("click", () => this.#lens.rack(id));
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Delete" && event.key !== "Backspace") return;
      event.preventDefault();
      this.#lens.removeMark(id);
    });
    button.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      const at = byId("stage").getBoundingClientRect();
      openMenu(event.clientX - at.left, event.clientY - at.top, [
        ["Pull the focus here", () => this.#lens.rack(id), ""],
        ["Remove", () => this.#lens.removeMark(id), "Del"],
      ]);
    });
    return button;
  }

  #showStack({ hasNear, hasFar, pictures, note }, idle) {
    byId("lens-near").setAttribute("aria-pressed", hasNear);
    byId("lens-far").setAttribute("aria-pressed", hasFar);
    byId("lens-stack").disabled = !idle || note != null;
    setText("lens-stack", pictures == null ? "Take the stack" : `Take ${pictures} ${pictures === 1 ? "picture" : "pictures"}`);
    setText("lens-stack-note", note ?? "");
  }
}
