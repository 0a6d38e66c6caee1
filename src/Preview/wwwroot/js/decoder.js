import { decodeMessage } from "./decode.js";

/**
 * Decodes messages in a worker, which takes half of a frame's time from the page's own thread (docs/performance.md); on that thread where
 * the browser starts no worker.
 */
export class Decoder {
  #worker = null;
  #waiting = new Map(); // by number of the message: what gets its content
  #last = 0;

  constructor() {
    try {
      this.#worker = new Worker(new URL("./decode-worker.js", import.meta.url), { type: "module" });
    } catch {
      return;
    }
    this.#worker.onmessage = ({ data: { id, decoded } }) => this.#answer(id, decoded);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#worker = null;
      for (const id of [...this.#waiting.keys()]) this.#answer(id, null);
    };
  }

  /** What a message holds, as `decodeMessage` gives it; null where that cannot be known. The buffer must not be used afterwards. */
  decode(data) {
    if (!this.#worker) return decodeMessage(data).catch(() => null);
    return new Promise((resolve) => {
      const id = ++this.#last;
      this.#waiting.set(id, resolve);
      this.#worker.postMessage({ id, data }, [data]);
    });
  }

  #answer(id, decoded) {
    this.#waiting.get(id)?.(decoded);
    this.#waiting.delete(id);
  }
}
