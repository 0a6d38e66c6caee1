import { send } from "../api.js";
import { warn } from "../toast.js";

/**
 * The camera's own magnifier and its autofocus at a place. `state` is null without a tethered camera. Fires "change" when the state or
 * what runs has changed.
 */
export class Magnifier extends EventTarget {
  state = null;
  message = ""; // how the last order ended
  isBusy = false;
  #orders = 0; // an answer to a GET from before an order is out of date
  #place = null; // where the picture is magnified

  /** Whether the camera has one of the two. */
  get isReady() {
    return this.state !== null && this.state.reason == null;
  }

  /** Whether the live view is magnified. */
  get isMagnified() {
    return this.isReady && this.state.magnifications.length > 1 && this.state.magnification !== this.state.magnifications[0];
  }

  async refresh() {
    const before = this.#orders;
    try {
      const answer = await fetch("/api/camera/pointer", { signal: AbortSignal.timeout(3000) });
      const state = answer.ok ? await answer.json() : null;
      if (before === this.#orders) this.#accept(state);
    } catch {
      // The banner says that the server does not answer.
    }
  }

  /** There is no tethered camera any more. */
  forget() {
    if (this.state) this.#accept(null);
  }

  /** Magnifies more, and after the most shows the whole picture again. A place is of the whole picture; the first one counts. */
  magnify(place) {
    const { magnifications, magnification } = this.state ?? { magnifications: [] };
    if (magnifications.length < 2 || this.isBusy) return;
    const next = magnifications[(magnifications.indexOf(magnification) + 1) % magnifications.length];
    if (!this.isMagnified) this.#place = place;
    const isWhole = next === magnifications[0];
    this.#order("/magnify", { magnification: next, ...(isWhole ? {} : this.#place) }, (state) => {
      this.#accept(state);
      return "";
    });
  }

  /** Has the camera focus at a place of the picture. */
  focusAt(place) {
    if (!this.state?.canFocus || this.isBusy) return;
    this.message = "The camera focuses.";
    this.#order("/focus", { x: place.x, y: place.y }, ({ inFocus }) =>
      inFocus == null ? "The camera has focused; it does not say whether it found focus." : inFocus ? "The camera found focus." : "The camera found no focus here.");
  }

  #accept(state) {
    const before = JSON.stringify(this.state);
    this.state = state;
    if (before !== JSON.stringify(state)) this.dispatchEvent(new Event("change"));
  }

  async #order(path, body, done) {
    this.#orders++;
    this.isBusy = true;
    this.dispatchEvent(new Event("change"));
    try {
      this.message = done(await send("POST", `/api/camera/pointer${path}`, body));
    } catch (problem) {
      this.message = "";
      warn(problem.message);
    }
    this.#orders++;
    this.isBusy = false;
    this.dispatchEvent(new Event("change"));
  }
}
