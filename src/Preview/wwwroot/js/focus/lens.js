import { send } from "../api.js";
import { settings } from "../settings.js";
import { warn } from "../toast.js";

settings.define("lensPanel", false); // whether it is open
settings.define("rackSeconds", 0, (value) => value >= 0 && value <= 10); // how long a pull to a mark takes; 0: as fast as it can

const runningPollMs = 200;

/**
 * The driven lens of the server. Its state is asked for once a second, and five times a second while an operation runs. Fires "change"
 * when the state has changed. `state` is null while there is no lens.
 */
export class Lens extends EventTarget {
  state = null;
  #requests = 0; // an answer to a GET from before a request is out of date
  #timer = 0;

  /** Whether an operation runs. */
  get isBusy() {
    return this.state !== null && this.state.operation !== "idle";
  }

  /** Whether the lens can be driven now. */
  get isReady() {
    return this.state !== null && this.state.unavailableReason == null;
  }

  async refresh() {
    const before = this.#requests;
    try {
      const answer = await fetch("/api/focus/lens", { signal: AbortSignal.timeout(3000) });
      const state = answer.ok ? await answer.json() : null;
      if (state && before === this.#requests) this.#accept(state);
    } catch {
      // The banner says that the server does not answer.
    }
  }

  /** There is no lens any more. */
  forget() {
    if (this.state) this.#accept(null);
  }

  move = (size, direction) => this.#send("POST", "/move", { size, direction });
  autofocus = (point) => this.#send("POST", "/autofocus", { point });
  measureBacklash = (point) => this.#send("POST", "/backlash", { point });
  addMark = (name) => this.#send("POST", "/marks", { name });
  removeMark = (mark) => this.#send("DELETE", `/marks/${mark}`);
  rack = (mark) => this.#send("POST", `/marks/${mark}/rack`, { seconds: settings.get("rackSeconds") });
  setLimit = (limit) => this.#send("PUT", "/stack", { limit });
  takeStack = () => this.#send("POST", "/stack");
  watchDrift = (point) => this.#send("PUT", "/drift", { point });
  trap = (point) => this.#send("POST", "/trap", { point });
  cancel = () => this.#send("POST", "/cancel");

  #accept(state) {
    this.state = state;
    clearTimeout(this.#timer);
    if (this.isBusy) this.#timer = setTimeout(() => this.refresh(), runningPollMs);
    this.dispatchEvent(new Event("change"));
  }

  async #send(method, path, body) {
    this.#requests++;
    try {
      this.#accept(await send(method, `/api/focus/lens${path}`, body));
    } catch (problem) {
      warn(problem.message);
    } finally {
      this.#requests++;
    }
  }
}
