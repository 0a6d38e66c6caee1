import { send } from "../api.js";
import { warn } from "../toast.js";

const runningPollMs = 250;

/**
 * The focus sweep of the server, the same for all viewers. Its state is asked for once a second, and four times a second while a sweep
 * runs. Fires "change" when the state has changed. `state` is null where the server has no sweeps.
 */
export class Sweep extends EventTarget {
  state = null;
  #requests = 0; // an answer to a GET from before a request is out of date
  #timer = 0;

  get isRunning() {
    return this.state?.phase === "running" || this.state?.phase === "returning";
  }

  async refresh() {
    const before = this.#requests;
    try {
      const answer = await fetch("/api/focus/sweep", { signal: AbortSignal.timeout(3000) });
      if (answer.ok && before === this.#requests) this.#accept(await answer.json());
    } catch {
      // The banner says that the server does not answer.
    }
  }

  start = (drive, pixels) => this.#send("/start", { drive, pixels });
  stop = () => this.#send("/stop");
  cancel = () => this.#send("/cancel");
  save = (format) => this.#send("/save", { format });

  #accept(state) {
    this.state = state;
    clearTimeout(this.#timer);
    if (this.isRunning || state.isSaving) this.#timer = setTimeout(() => this.refresh(), runningPollMs);
    this.dispatchEvent(new Event("change"));
  }

  /** Whether the order was carried out; a refusal is shown. */
  async #send(path, body) {
    this.#requests++;
    try {
      this.#accept(await send("POST", `/api/focus/sweep${path}`, body));
      return true;
    } catch (problem) {
      warn(problem.message);
      return false;
    } finally {
      this.#requests++;
    }
  }
}
