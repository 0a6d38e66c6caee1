import { send } from "../api.js";
import { settings } from "../settings.js";
import { warn } from "../toast.js";

settings.define("focusPoint", 0, (value) => value >= 0 && value <= 9); // number of the selected point; 0: none

/** Whether a point has another name than its number. */
export const isNamed = ({ id, name }) => name !== String(id);

/** What a point is called on its own: its name, or "Point 3". */
export const pointLabel = (point) => (isNamed(point) ? point.name : `Point ${point.id}`);

const clamp = (value) => Math.min(Math.max(value, 0), 1);

/**
 * The focus points. They live on the server, and all viewers share them: a change here is shown at once and then sent; changes of other
 * viewers arrive with `refresh`. Fires "change" when a point or the selection has changed.
 */
export class FocusPoints extends EventTarget {
  /** { id, name, x, y }: the place as shares of the picture. */
  list = [];
  /** Largest blur radius in focus, in pixels of the frame. */
  tolerance = 1.5;
  /** Below this radius, in pixels of the frame, the live view is the limit. */
  resolvable = 0.75;
  /** Width of the stills in pixels; null while it is not known. */
  sensorWidth = null;
  /** Whether the server has a lens that can be driven. */
  hasLens = false;
  hasCamera = false;

  #changes = 0; // made here: an answer to a GET from before is out of date
  #selections = 0; // how often one was chosen
  #moves = new Map(); // id → the newest place that is not sent yet
  #moving = new Set(); // ids whose places are being sent

  get = (id) => this.list.find((point) => point.id === id) ?? null;

  /** The selected point: the chosen one, or the first; null without points. */
  get selected() {
    return this.get(settings.get("focusPoint")) ?? this.list[0] ?? null;
  }

  select(id) {
    this.#selections++;
    if (id === this.selected?.id && id === settings.get("focusPoint")) return;
    settings.set({ focusPoint: id });
    this.#changed();
  }

  /** Gets the points from the server. */
  async refresh() {
    const before = this.#changes;
    try {
      const answer = await fetch("/api/focus", { signal: AbortSignal.timeout(3000) });
      const state = answer.ok ? await answer.json() : null;
      if (state && before === this.#changes) this.#accept(state);
    } catch {
      // The banner says that the server does not answer; the points stay.
    }
  }

  async add(x, y, name = undefined) {
    const before = this.#selections;
    const added = await this.#send("POST", "/points", { x: clamp(x), y: clamp(y), name });
    if (!added) return;
    this.list = [...this.list.filter((point) => point.id !== added.id), added].sort((one, other) => one.id - other.id);
    if (before === this.#selections) this.select(added.id); // else another was chosen while the answer was under way
    this.#changed();
  }

  /** Moves a point. While one place is being sent, only the newest of the next ones is kept. */
  async move(id, x, y) {
    this.#replace(id, { x: clamp(x), y: clamp(y) });
    this.#moves.set(id, { x: clamp(x), y: clamp(y) });
    if (this.#moving.has(id)) return;
    this.#moving.add(id);
    for (let place; (place = this.#moves.get(id));) {
      this.#moves.delete(id);
      if (!(await this.#send("PUT", `/points/${id}`, place))) break;
    }
    this.#moves.delete(id);
    this.#moving.delete(id);
  }

  rename(id, name) {
    this.#replace(id, { name });
    return this.#send("PUT", `/points/${id}`, { name });
  }

  /** Forgets the best focus of a point. */
  reset = (id) => this.#send("POST", `/points/${id}/reset`);

  remove(id) {
    this.list = this.list.filter((point) => point.id !== id);
    this.#changed();
    return this.#send("DELETE", `/points/${id}`);
  }

  clear() {
    this.list = [];
    this.#changed();
    return this.#send("DELETE", "/points");
  }

  #accept(state) {
    const all = () => JSON.stringify([this.list, this.tolerance, this.resolvable, this.sensorWidth, this.hasLens, this.hasCamera]);
    const before = all();
    this.list = state.points;
    this.tolerance = state.tolerance;
    this.resolvable = state.resolvableRadius;
    this.sensorWidth = state.sensorWidth ?? null;
    this.hasLens = state.hasLens;
    this.hasCamera = state.hasCamera;
    if (before !== all()) this.#changed();
  }

  #replace(id, change) {
    this.list = this.list.map((point) => (point.id === id ? { ...point, ...change } : point));
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }

  /**
   * The answer, or true where it is empty; null when the request was refused or not answered, which is reported, and the server's points
   * are shown again.
   */
  async #send(method, path, body) {
    this.#changes++;
    let refusal;
    try {
      return (await send(method, `/api/focus${path}`, body)) ?? true;
    } catch (problem) {
      refusal = problem.message;
    } finally {
      this.#changes++;
    }
    warn(refusal);
    this.refresh();
    return null;
  }
}
