import { BlurMap } from "./blur-map.js";

/**
 * The socket to the server. A message is uint32 little-endian header length, JSON header, then the JPEG of the sharp picture, the JPEG of
 * the source, the blur map and its confidence, as far as wanted. The server sends the next frame, the newest one, only after this one was acknowledged:
 * call `done` after it was presented.
 *
 * Fires "frame" (detail: the frame) and "state" (detail: "open" or "lost"). It reconnects with back-off while the page is open.
 */
export class Connection extends EventTarget {
  #socket = null;
  #wants = {};
  #failures = 0;
  #retryTimer = 0;

  constructor(wants) {
    super();
    this.#wants = wants;
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

  /** Asks for the next frame. A frame that was not shown is `skipped`: it does not count for latency. */
  done(frame, skipped = false) {
    if (frame.socket === this.#socket) this.#send(skipped ? { ack: frame.seq, skipped } : { ack: frame.seq });
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #open() {
    clearTimeout(this.#retryTimer);
    const socket = new WebSocket(`ws://${location.host}/live`);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#failures = 0;
      this.#send({ want: this.#wants });
      this.dispatchEvent(new CustomEvent("state", { detail: "open" }));
    };
    socket.onmessage = (message) => this.#receive(socket, message.data);
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      this.#socket = null;
      this.dispatchEvent(new CustomEvent("state", { detail: "lost" }));
      // Half a second at first, five at most, with jitter, so that clients do not reconnect together.
      const delayMs = Math.min(500 * 1.6 ** this.#failures++, 5000) * (0.8 + 0.4 * Math.random());
      this.#retryTimer = setTimeout(() => this.#open(), delayMs);
    };
  }

  async #receive(socket, data) {
    const headerBytes = new DataView(data).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, headerBytes)));
    let offset = 4 + headerBytes;
    const next = (length) => new Uint8Array(data, (offset += length) - length, length);
    const sharp = decode(next(header.sharpBytes));
    const source = decode(next(header.sourceBytes));
    const blur = header.blurBytes && next(header.blurBytes);
    const confidence = next(header.confidenceBytes ?? 0);
    const frame = { ...header, socket, hidden: document.hidden };
    try {
      [frame.sharp, frame.source] = await Promise.all([sharp, source]);
    } catch {
      this.done(frame, true); // a picture that does not decode must not stop the stream
      return;
    }
    if (blur) {
      const halves = new Uint16Array(blur.slice().buffer); // a copy: it may start at an odd offset
      const map = new BlurMap(halves, confidence.slice(), header.blurWidth, header.blurHeight, header.blurStride);
      if (!Number.isNaN(map.at(0, 0))) frame.blur = map; // NaN everywhere: no network has run on this frame
    }
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }
}

/** Decodes off the main thread, without colour conversion: two pictures are compared. */
const asItIs = { colorSpaceConversion: "none", premultiplyAlpha: "none" };
const decode = async (bytes) => (bytes.length ? createImageBitmap(new Blob([bytes], { type: "image/jpeg" }), asItIs) : null);
