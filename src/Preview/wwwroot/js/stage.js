import { Renderer } from "./renderer.js";
import { isOnSide, placeOf, seatOf } from "./orientation.js";
import { isOn, optionsOf, overlays } from "./overlay-registry.js";
import { settings } from "./settings.js";
import { readsPicture } from "./shaders.js";

/**
 * The picture: its rectangle, when it is drawn, and which frame. It draws on demand, in an animation frame. Fires "presented" (detail: the
 * frame) after a new frame was drawn, "layout" when the picture's rectangle or orientation has changed, and "scale" when `maxRadius` has. An
 * inset fires "needs" on it when what the inset needs has changed.
 */
export class Stage extends EventTarget {
  frame = null;
  /** The picture's rectangle in CSS pixels of the stage. */
  box = { x: 0, y: 0, width: 0, height: 0 };
  /** Whether the other picture is shown, while a key or button is held down. */
  flipped = false;
  /**
   * What else is drawn with the pictures on the GPU: `paint(renderer, frame, fresh)` is called before the picture is drawn, and may use the
   * canvas until it returns. `needsSource` asks for the source of each frame, `needsPixels` for each pixel of the pictures.
   */
  insets = [];

  #canvas;
  #renderer;
  #pending = null;
  #scheduled = false;
  #size = null;
  #orientation = "";
  #maxRadius = 16;

  constructor(canvas) {
    super();
    this.#canvas = canvas;
    this.#renderer = Renderer.create(canvas, overlays);
    new ResizeObserver(([entry]) => this.#resize(entry)).observe(canvas);
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => {
      this.#renderer.restore();
      this.dispatchEvent(new Event("restored"));
    });
    settings.addEventListener("change", () => {
      const orientation = ["turn", "mirrorX", "mirrorY"].map(settings.get).join(" ");
      if (this.#orientation !== (this.#orientation = orientation)) this.#layout();
      this.invalidate();
    });
  }

  /** Blur radius in pixels at the end of the colour scale. */
  get maxRadius() {
    return this.#maxRadius;
  }

  set maxRadius(radius) {
    if (radius === this.#maxRadius) return;
    this.#maxRadius = radius;
    this.dispatchEvent(new Event("scale"));
    this.invalidate();
  }

  /** Whether a frame's source is needed now: to compare with, or by an inset. */
  get needsSource() {
    return this.mode !== "sharp" || this.insets.some((inset) => inset.needsSource);
  }

  /**
   * How large the picture is shown, in device pixels and not turned: the rectangle of the picture, or what there is for it before the first
   * frame. `sourcePixels`: each pixel is needed whatever that is, by a loupe or by what measures the exposure.
   */
  get view() {
    const ratio = devicePixelRatio * (globalThis.visualViewport?.scale ?? 1);
    const { width, height } = this.frame ? this.box : this.#canvas.getBoundingClientRect();
    const [across, down] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    const sourcePixels = this.insets.some((inset) => inset.needsPixels)
      || overlays.some((overlay) => readsPicture(overlay) && isOn(overlay));
    return isOnSide() ? { width: down, height: across, sourcePixels } : { width: across, height: down, sourcePixels };
  }

  /** The place in the picture, 0 to 1, under a point of the stage in CSS pixels; beyond 0 to 1 outside the picture. */
  placeAt = (x, y) => placeOf({ x: (x - this.box.x) / this.box.width, y: (y - this.box.y) / this.box.height });

  /** The point of the stage, in CSS pixels, where a place of the picture is shown. */
  pointAt(x, y) {
    const seat = seatOf({ x, y });
    return { x: this.box.x + seat.x * this.box.width, y: this.box.y + seat.y * this.box.height };
  }

  /** False when this browser has no WebGL2. */
  get supported() {
    return this.#renderer != null;
  }

  /** Shows a frame next. It replaces one that was not drawn yet. */
  show(frame) {
    this.#pending = frame;
    this.invalidate();
  }

  /** Shows the other picture, or the chosen one again. */
  flip(held) {
    if (this.flipped === held) return;
    this.flipped = held;
    this.dispatchEvent(new Event("layout"));
    this.invalidate();
  }

  /** The mode in effect: the chosen one, or its opposite while flipped. */
  get mode() {
    const chosen = settings.get("mode");
    return !this.flipped ? chosen : chosen === "source" ? "sharp" : "source";
  }

  /** Draws in the next animation frame. */
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
      fresh.picture = this.#renderer.size;
      fresh.sharp?.close();
      fresh.source?.close();
      this.frame = fresh;
      if (resized) this.#layout();
    }
    const ratio = this.#size.ratio;
    if (this.frame) for (const inset of this.insets) inset.paint(this.#renderer, this.frame, Boolean(fresh));
    const device = Object.fromEntries(Object.entries(this.box).map(([name, value]) => [name, Math.round(value * ratio)]));
    this.#renderer.draw(this.frame, device, {
      wipe: { sharp: 0, source: 1, wipe: settings.get("wipe") }[this.mode],
      maxRadius: this.maxRadius,
      pixelRatio: ratio,
      values: new Map(overlays.filter(isOn).map((overlay) => [overlay.name, optionsOf(overlay)])),
    });
    if (fresh) {
      this.#canvas.dataset.seq = fresh.seq; // for tests that drive the page
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
    this.#draw(); // at once: a resized canvas is blank until it is drawn
  }

  // As large as fits, on whole device pixels, so that the divider meets the seam between the pictures.
  #layout() {
    if (!this.frame || !this.#size) return;
    const { width, height, ratio } = this.#size;
    const [frameWidth, frameHeight] = isOnSide() ? [this.frame.height, this.frame.width] : [this.frame.width, this.frame.height];
    const scale = Math.min(width / frameWidth, height / frameHeight);
    const whole = (value) => Math.round(value * ratio) / ratio;
    const size = { width: whole(frameWidth * scale), height: whole(frameHeight * scale) };
    this.box = { x: whole((width - size.width) / 2), y: whole((height - size.height) / 2), ...size };
    this.dispatchEvent(new Event("layout"));
  }
}
