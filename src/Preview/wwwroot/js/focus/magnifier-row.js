import { byId, setText } from "../dom.js";
import { settings } from "../settings.js";

/** The camera's own magnifier and autofocus in the panel of the lens. */
export class MagnifierRow {
  #magnifier;
  #placeOf;

  /** @param placeOf returns the place that an order is about, in shares of the picture */
  constructor(magnifier, placeOf) {
    this.#magnifier = magnifier;
    this.#placeOf = placeOf;
    byId("lens-magnify").addEventListener("click", () => this.magnify());
    byId("lens-camera-focus").addEventListener("click", () => this.focus());
    magnifier.addEventListener("change", () => this.#show());
    this.#show();
  }

  magnify() {
    if (!this.#magnifier.isReady) return;
    settings.set({ lensPanel: true });
    this.#magnifier.magnify(this.#placeOf());
  }

  focus() {
    if (!this.#magnifier.isReady) return;
    settings.set({ lensPanel: true });
    this.#magnifier.focusAt(this.#placeOf());
  }

  #show() {
    const { state, isBusy, isMagnified, message } = this.#magnifier;
    byId("lens-camera").hidden = state === null;
    if (state === null) return;
    const magnify = byId("lens-magnify");
    magnify.hidden = state.magnifications.length < 2;
    magnify.disabled = isBusy;
    magnify.setAttribute("aria-pressed", isMagnified);
    magnify.textContent = isMagnified ? `Magnified: ${state.magnification}` : "Magnify";
    byId("lens-camera-focus").hidden = !state.canFocus;
    byId("lens-camera-focus").disabled = isBusy;
    const coarse = isMagnified ? "Readings are those of the magnified picture. Focus coarsely at the full view first, then finely here." : "";
    setText("lens-camera-note", state.reason ?? (message || coarse));
  }
}
