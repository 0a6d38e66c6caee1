import { BlurMap } from "./blur-map.js";
import { Decoder } from "./decoder.js";

/**
 * The socket to the server. The server sends the next frame, the newest one, only after this one was acknowledged: call `done` after it was
 * presented.
 *
 * A viewer that says how large it shows the picture gets pictures of that size, and of the quality that its link carries. The server then
 * sends a short text before each frame, so that the acknowledgement can say when the first bytes came and when the last ones.
 *
 * Fires "frame" (detail: the frame), "state" (detail: "open" or "lost"), and "line" (detail: a text that says where this viewer stands in
 * line for a place, or "" once it may watch). It reconnects with back-off while the page is open.
 */
export class Connection extends EventTarget {
  #decoder = new Decoder();
  #socket = null;
  #wants = {};
  #view = null;
  #began = null; // { seq, at }: the frame that comes, and when its first bytes did
  #failures = 0;
  #retryTimer = 0;

  /** Without a view, pictures always come in full size and quality. */
  constructor(wants, view = null) {
    super();
    this.#wants = wants;
    this.#view = view;
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && !this.#socket) this.#open();
    });
    addEventListener("online", () => this.#socket ?? this.#open());
    this.#open();
  }

  /** Sets the parts of a frame that this viewer needs from now on: { source, blur }. */
  want(wants) {
    if (wants.source === this.#wants.source && wants.blur === this.#wants.blur) return;
    this.#wants = wants;
    this.#send({ want: wants });
  }

  /** Says how large the picture is shown: { width, height } in device pixels, and whether `sourcePixels` are needed whatever its size. */
  view(view) {
    const { width, height, sourcePixels } = this.#view ?? {};
    if (view.width === width && view.height === height && view.sourcePixels === sourcePixels) return;
    this.#view = view;
    this.#send({ view });
  }

  /** Asks for the next frame. A frame that was not shown is `skipped`: it does not count for latency. */
  done(frame, skipped = false) {
    if (frame.socket !== this.#socket) return;
    this.#send(skipped ? { ack: frame.seq, skipped } : { ack: frame.seq, ...frame.times, painted: performance.now() });
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #open() {
    clearTimeout(this.#retryTimer);
    const socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/live?page=${page}`);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#failures = 0;
      this.#send({ want: this.#wants, ...(this.#view && { view: this.#view }) });
      this.dispatchEvent(new CustomEvent("state", { detail: "open" }));
    };
    socket.onmessage = ({ data }) => {
      const at = performance.now();
      if (typeof data === "string") this.#receiveText(JSON.parse(data), at);
      else this.#receiveFrame(socket, data, at);
    };
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      this.#socket = null;
      this.dispatchEvent(new CustomEvent("state", { detail: "lost" }));
      // Half a second at first, five at most, with jitter, so that clients do not reconnect together.
      const delayMs = Math.min(500 * 1.6 ** this.#failures++, 5000) * (0.8 + 0.4 * Math.random());
      this.#retryTimer = setTimeout(() => this.#open(), delayMs);
    };
  }

  #receiveText({ next, waiting, watching }, at) {
    if (next !== undefined) this.#began = { seq: next, at };
    if (waiting === undefined) return;
    const who = watching === 1 ? "Another viewer is watching" : `${watching} viewers are watching`;
    const place = waiting === 1 ? "you are the next in line" : `you are number ${waiting} in line`;
    this.dispatchEvent(new CustomEvent("line", { detail: waiting > 0 ? `${who}, which is the limit: ${place}` : "" }));
  }

  async #receiveFrame(socket, data, received) {
    const began = this.#began;
    const decoded = await this.#decoder.decode(data);
    if (!decoded) return socket.close(); // the worker has ended, or the server is another: begin anew
    const { header, sharp, source, maps } = decoded;
    if (!sharp) return this.done({ ...header, socket }, true); // a picture that does not decode must not stop the stream
    const times = began?.seq === header.seq ? { began: began.at, received } : {};
    const frame = { ...header, socket, times, hidden: document.hidden, sharp, source };
    if (maps) {
      const map = new BlurMap(maps.halves, maps.confidence, header.blurWidth, header.blurHeight, header.blurStride);
      if (!Number.isNaN(map.at(0, 0))) frame.blur = map; // NaN everywhere: no network has run on this frame
    }
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }
}

/** What the server lists this viewer as: screen, obs, or live. */
const page = location.pathname.slice(1) || "live";
