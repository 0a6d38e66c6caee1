import { Renderer } from "./renderer.js";
import { settings } from "./settings.js";

/**
 * The picture on its stage: where it lies, when it is drawn, and which frame. Draws on demand, in an animation frame. Fires
 * "presented" (detail: the frame) once a new frame was drawn, and "layout" when the picture's rectangle has changed.
 */
export class Stage extends EventTarget {
  frame = null;
  maxRadius = 16;
  /** The picture's rectangle in CSS pixels of the stage. */
  box = { x: 0, y: 0, width: 0, height: 0 };
  /** Whether the other picture is shown for as long as a key or button is held. */
  flipped = false;

  #canvas;
  #renderer;
  #pending = null;
  #scheduled = false;
  #size = null;

  constructor(canvas) {
    super();
    this.#canvas = canvas;
    this.#renderer = Renderer.create(canvas);
    new ResizeObserver(([entry]) => this.#resize(entry)).observe(canvas);
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => {
      this.#renderer.restore();
      this.dispatchEvent(new Event("restored"));
    });
    settings.addEventListener("change", () => this.invalidate());
  }

  get supported() {
    return this.#renderer != null;
  }

  /** Takes a frame to show next; one that was not shown yet gives way to it. */
  show(frame) {
    this.#pending = frame;
    this.invalidate();
  }

  flip(held) {
    if (this.flipped === held) return;
    this.flipped = held;
    this.dispatchEvent(new Event("layout"));
    this.invalidate();
  }

  /** The mode in effect: what is chosen, or its opposite while flipped. */
  get mode() {
    const chosen = settings.get("mode");
    return !this.flipped ? chosen : chosen === "source" ? "sharp" : "source";
  }

  invalidate() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  #draw() {
    if (!this.#renderer || !this.#size) return;
    const fresh = this.#pending;
    if (fresh) {
      this.#pending = null;
      const resized = fresh.width !== this.frame?.width || fresh.height !== this.frame?.height;
      this.#renderer.upload(fresh);
      fresh.sharp?.close();
      fresh.source?.close();
      this.frame = fresh;
      if (resized) this.#layout();
    }
    const ratio = this.#size.ratio;
    const device = Object.fromEntries(Object.entries(this.box).map(([name, value]) => [name, Math.round(value * ratio)]));
    this.#renderer.draw(this.frame, device, {
      wipe: { sharp: 0, source: 1, wipe: settings.get("wipe") }[this.mode],
      heat: settings.get("heat") ? settings.get("heatOpacity") : 0,
      limit: settings.get("outline") ? settings.get("outlineLimit") : -1,
      maxRadius: this.maxRadius,
      thickness: Math.max(2 * ratio, 1.5),
    });
    if (fresh) {
      this.#canvas.dataset.seq = fresh.seq; // for whoever drives the page
      this.dispatchEvent(new CustomEvent("presented", { detail: fresh }));
    }
  }

  #resize(entry) {
    const ratio = devicePixelRatio;
    const { width, height } = entry.contentRect;
    this.#size = { width, height, ratio };
    this.#canvas.width = Math.max(1, Math.round(width * ratio));
    this.#canvas.height = Math.max(1, Math.round(height * ratio));
    this.#layout();
    this.#draw(); // at once: a canvas that was resized is blank until it is drawn
  }

  // Letterboxed, as large as it goes, on whole device pixels so that the divider meets the seam between the pictures.
  #layout() {
    if (!this.frame || !this.#size) return;
    const { width, height, ratio } = this.#size;
    const scale = Math.min(width / this.frame.width, height / this.frame.height);
    const whole = (value) => Math.round(value * ratio) / ratio;
    const size = { width: whole(this.frame.width * scale), height: whole(this.frame.height * scale) };
    this.box = { x: whole((width - size.width) / 2), y: whole((height - size.height) / 2), ...size };
    this.dispatchEvent(new Event("layout"));
  }
}
