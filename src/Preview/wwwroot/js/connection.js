import { BlurMap } from "./blur-map.js";

/**
 * The socket to the server. A message is uint32 little-endian header length, JSON header, then the JPEG of the sharp picture, that
 * of the source and the blur map, as far as wanted. The server sends the next frame, the newest there is, only once this one is
 * acknowledged: call `done` after it was presented.
 *
 * Fires "frame" (detail: the frame) and "state" (detail: "open" or "gone"); reconnects with back-off for as long as the page lives.
 */
export class Connection extends EventTarget {
  #socket = null;
  #wants = {};
  #failures = 0;
  #retry = 0;

  constructor(wants) {
    super();
    this.#wants = wants;
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && !this.#socket) this.#open();
    });
    addEventListener("online", () => this.#socket ?? this.#open());
    this.#open();
  }

  /** Says what this viewer needs of a frame from now on: { source, blur }. */
  want(wants) {
    if (wants.source === this.#wants.source && wants.blur === this.#wants.blur) return;
    this.#wants = wants;
    this.#send({ want: wants });
  }

  /** Makes room for the next frame. A frame that nobody saw is `skipped`: it says nothing about latency. */
  done(frame, skipped = false) {
    if (frame.socket === this.#socket) this.#send(skipped ? { ack: frame.seq, skipped } : { ack: frame.seq });
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #open() {
    clearTimeout(this.#retry);
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
      this.dispatchEvent(new CustomEvent("state", { detail: "gone" }));
      // Half a second at first, five at most, spread so that a studio's screens do not all knock at once.
      const wait = Math.min(500 * 1.6 ** this.#failures++, 5000) * (0.8 + 0.4 * Math.random());
      this.#retry = setTimeout(() => this.#open(), wait);
    };
  }

  async #receive(socket, data) {
    const headerBytes = new DataView(data).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, headerBytes)));
    let offset = 4 + headerBytes;
    const take = (length) => new Uint8Array(data, (offset += length) - length, length);
    const sharp = decode(take(header.sharpBytes));
    const source = decode(take(header.sourceBytes));
    const blur = header.blurBytes && take(header.blurBytes);
    const frame = { ...header, socket, hidden: document.hidden };
    try {
      [frame.sharp, frame.source] = await Promise.all([sharp, source]);
    } catch {
      this.done(frame, true); // a picture that does not decode must not stop the stream
      return;
    }
    if (blur) {
      const halves = new Uint16Array(blur.slice().buffer); // its own buffer: it may lie at an odd offset
      const map = new BlurMap(halves, header.blurWidth, header.blurHeight, header.blurStride);
      if (!Number.isNaN(map.at(0, 0))) frame.blur = map; // no network has run: then nothing is known, nowhere
    }
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }
}

/** Decodes off the main thread, the bytes as they are: no colour conversion between two pictures that are compared. */
const decode = async (bytes) =>
  bytes.length ? createImageBitmap(new Blob([bytes], { type: "image/jpeg" }), { colorSpaceConversion: "none", premultiplyAlpha: "none" }) : null;
