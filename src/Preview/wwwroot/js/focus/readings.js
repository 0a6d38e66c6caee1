import { notMeasured } from "./cues.js";
import { History } from "./history.js";

const storageKey = "p2ikt-live.focus-history.1";

/**
 * The readings of the frame on the screen, from that frame's own header, and their history. Fires "read" after each frame that was
 * presented.
 */
export class FocusReadings extends EventTarget {
  /** Number of the frame that the readings belong to; -1 before any. */
  seq = -1;
  /** When that frame was captured, in milliseconds of the server's clock. */
  capturedAt = NaN;
  /** Share of what can be read that is in focus, 0 to 1; null when nothing can be read. */
  share = null;
  /** What the frame says of a lens that is turned by hand; null where the server says nothing. */
  manual = null;
  /** Width of the frame in pixels. */
  width = 0;

  #points;
  #readings = new Map(); // id → the reading of this frame
  #histories = new Map(); // id → { history, x, y }
  #kept = takeKept();

  constructor(points) {
    super();
    this.#points = points;
    addEventListener("pagehide", () => this.#keep());
  }

  /** The reading of a point on the frame that is on the screen; null when that frame was captured before the point was placed. */
  of = (id) => this.#readings.get(id) ?? null;

  /** What a point has read in the last seconds. It begins anew when the point is moved. */
  history(id) {
    const point = this.#points.get(id);
    let entry = this.#histories.get(id);
    if (!entry || (point && (entry.x !== point.x || entry.y !== point.y))) {
      entry = { history: this.#restored(id, point) ?? new History(), x: point?.x, y: point?.y };
      this.#histories.set(id, entry);
    }
    return entry.history;
  }

  /** Takes in a frame that was presented. A header without readings belongs to a server that has none. */
  accept(frame) {
    if (!frame.focus) return;
    this.seq = frame.seq;
    this.capturedAt = frame.capturedAt;
    this.share = frame.focus.share;
    this.manual = frame.focus.manual ?? null;
    this.width = frame.width;
    this.#readings.clear();
    for (const reading of frame.focus.points) {
      if (!frame.blur) reading.cue = notMeasured;
      this.#readings.set(reading.id, reading);
      this.history(reading.id).add(frame.capturedAt, reading.radius ?? NaN);
    }
    for (const id of this.#histories.keys()) if (!this.#readings.has(id)) this.#histories.delete(id);
    this.dispatchEvent(new Event("read"));
  }

  /** Whether the frame reads other points than those that are known here: another viewer has placed or removed one. */
  get differsFromPoints() {
    return this.#readings.size !== this.#points.list.length || this.#points.list.some((point) => !this.#readings.has(point.id));
  }

  // A reload keeps the history, if the stream has gone on and the point is where it was.
  #keep() {
    try {
      sessionStorage.setItem(storageKey, JSON.stringify([...this.#histories]));
    } catch {
      // Storage is forbidden or full: the history begins anew.
    }
  }

  #restored(id, point) {
    const kept = this.#kept.get(id);
    if (!kept || !point) return null;
    this.#kept.delete(id);
    if (kept.x !== point.x || kept.y !== point.y) return null;
    const history = History.from(kept.history);
    const age = this.capturedAt - history.newest;
    return age >= 0 && age < History.spanMs ? history : null;
  }
}

function takeKept() {
  try {
    const kept = new Map(JSON.parse(sessionStorage.getItem(storageKey)));
    sessionStorage.removeItem(storageKey);
    return kept;
  } catch {
    return new Map(); // none, or not ours
  }
}
