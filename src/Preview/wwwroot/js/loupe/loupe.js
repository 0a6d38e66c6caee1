import { byId, setText } from "../dom.js";
import { heatColour, heatPlace } from "../heat-scale.js";
import { seatToPlace } from "../orientation.js";
import { minConfidence } from "../overlay-options.js"; // written by the server: src/Preview/Overlays/OverlayConstants.cs
import { compile, units } from "../renderer.js";
import { settings } from "../settings.js";
import { attachGestures } from "./gestures.js";
import { fragment, vertex } from "./loupe-shaders.js";

export const zooms = [100, 200, 400]; // percent: 100 is one CSS pixel for each pixel of the source

settings.define("loupe", false);
settings.define("loupeZoom", 200, (value) => zooms.includes(value));
settings.define("loupeX", 0.5, (value) => value >= 0 && value <= 1); // the middle, as a place of the picture
settings.define("loupeY", 0.5, (value) => value >= 0 && value <= 1);

/**
 * The loupe: source and deblurred side by side, each pixel of the source as a square of whole pixels of the screen. L held shows it at the
 * pointer; pinned, it stays at its place. It is drawn on the GPU and copied onto its own canvas.
 */
export class Loupe {
  #stage;
  #panel = byId("loupe-panel");
  #area = byId("loupe-area");
  #canvas = byId("loupe-picture");
  #held = false;
  #pointer = null; // last place of the pointer in the picture
  #program = null;

  constructor(stage) {
    this.#stage = stage;
    stage.insets.push(this);
    attachGestures(this, stage);
    byId("loupe-zoom").addEventListener("click", () => settings.set({ loupeZoom: zooms[(zooms.indexOf(this.zoom) + 1) % zooms.length] }));
    byId("loupe-close").addEventListener("click", () => settings.set({ loupe: false }));
    settings.addEventListener("change", () => this.#show());
    stage.addEventListener("layout", () => this.#place());
    stage.addEventListener("presented", () => this.#read());
    this.#show();
  }

  get zoom() {
    return settings.get("loupeZoom");
  }

  get shown() {
    return this.#held || settings.get("loupe");
  }

  /** Both pictures are magnified, whichever the page shows. */
  get needsSource() {
    return this.shown;
  }

  /** A smaller picture would not have the source's pixels. */
  get needsPixels() {
    return this.shown;
  }

  /** The middle, as a place of the picture. */
  get middle() {
    return this.#held && this.#pointer ? this.#pointer : { x: settings.get("loupeX"), y: settings.get("loupeY") };
  }

  paint(renderer, frame) {
    if (!this.shown) return;
    const gl = renderer.gl;
    const ratio = devicePixelRatio;
    const width = Math.min(2 * Math.round((this.#canvas.clientWidth * ratio) / 2), gl.drawingBufferWidth);
    const height = Math.min(Math.round(this.#canvas.clientHeight * ratio), gl.drawingBufferHeight);
    if (!width || !height) return;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#program ??= build(gl);
    gl.viewport(0, 0, width, height);
    gl.useProgram(this.#program);
    const at = (name) => gl.getUniformLocation(this.#program, name);
    const [xx, xy, yx, yy] = seatToPlace();
    gl.uniform1i(at("sharp"), units.sharp);
    gl.uniform1i(at("source"), units.source);
    gl.uniform1i(at("hasSource"), renderer.hasSource(frame) ? 1 : 0);
    gl.uniformMatrix2fv(at("orientation"), false, [xx, yx, xy, yy]);
    gl.uniform2f(at("size"), width, height);
    gl.uniform2f(at("picture"), frame.width, frame.height);
    gl.uniform2f(at("middle"), this.middle.x, this.middle.y);
    gl.uniform1f(at("scale"), scaleOf(this.zoom));
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    this.#canvas.getContext("2d").drawImage(gl.canvas, 0, gl.drawingBufferHeight - height, width, height, 0, 0, width, height);
  }

  #show() {
    this.#panel.hidden = this.#area.hidden = !this.shown;
    byId("loupe-zoom").textContent = `${this.zoom} %`;
    byId("loupe-close").hidden = !settings.get("loupe");
    byId("stage").classList.toggle("loupe-pinned", settings.get("loupe"));
    byId("stage").classList.toggle("loupe-held", this.#held);
    this.#stage.dispatchEvent(new Event("needs"));
    this.#place();
    this.#read();
    this.#stage.invalidate();
  }

  // The area that is magnified, as a frame on the picture; the panel stands away from it.
  #place() {
    const { box } = this.#stage;
    if (!this.shown || !box.width || !this.#stage.frame) return;
    const { clientWidth, clientHeight } = byId("stage");
    this.#panel.style.setProperty("--height", `${Math.round(Math.min(clientWidth > 700 ? 290 : 190, 0.42 * clientHeight))}px`);
    const seat = this.#stage.pointAt(this.middle.x, this.middle.y);
    const { frame } = this.#stage;
    const [xx] = seatToPlace();
    const shown = box.width / (xx ? frame.width : frame.height); // CSS pixels of the view for one pixel of the source
    const scale = scaleOf(this.zoom) / devicePixelRatio;
    const width = ((this.#canvas.clientWidth / 2) / scale) * shown;
    const height = (this.#canvas.clientHeight / scale) * shown;
    Object.assign(this.#area.style, {
      width: `${width}px`, height: `${height}px`, left: `${seat.x - width / 2}px`, top: `${seat.y - height / 2}px`,
    });
    const onLeft = this.#panel.dataset.side !== "right";
    const covers = onLeft ? seat.x - width / 2 < this.#panel.offsetWidth + 30 : seat.x + width / 2 > clientWidth - this.#panel.offsetWidth - 30;
    const high = seat.y - height / 2 < this.#panel.offsetHeight + 30;
    if (covers && high) this.#panel.dataset.side = seat.x > clientWidth / 2 ? "left" : "right";
  }

  #read() {
    if (!this.shown) return;
    const { frame } = this.#stage;
    const [x, y] = [this.middle.x * (frame?.width ?? 0), this.middle.y * (frame?.height ?? 0)];
    const radius = frame?.blur && frame.blur.confidenceAt(x, y) >= minConfidence ? frame.blur.at(x, y) : NaN;
    setText("loupe-radius", Number.isFinite(radius) ? `${radius.toFixed(1)} px` : frame?.blur ? "no texture" : "–");
    byId("loupe-swatch").hidden = !Number.isFinite(radius);
    if (Number.isFinite(radius)) byId("loupe-swatch").style.background = `rgb(${heatColour(heatPlace(radius, this.#stage.maxRadius))})`;
  }

  /** Shows the loupe at the pointer while a key is held down. */
  hold(held) {
    if (this.#held === held) return;
    this.#held = held;
    this.#show();
  }

  /** Pins the loupe at the pointer, or where it was last; or closes it. */
  pin() {
    const { x, y } = this.#pointer ?? this.middle;
    settings.set(settings.get("loupe") ? { loupe: false } : { loupe: true, loupeX: x, loupeY: y });
  }

  /** The pointer is over a place of the picture, or null: elsewhere. */
  point(place) {
    this.#pointer = place;
    if (!this.#held || !place) return;
    this.#place();
    this.#read();
    this.#stage.invalidate();
  }

  /** Moves the pinned loupe by pixels of the source, in the directions of the screen. */
  move(across, down) {
    const { frame } = this.#stage;
    if (!frame) return;
    const [xx, xy, yx, yy] = seatToPlace();
    const within = (value) => Math.min(Math.max(value, 0), 1);
    settings.set({
      loupeX: within(settings.get("loupeX") + (xx * across + xy * down) / frame.width),
      loupeY: within(settings.get("loupeY") + (yx * across + yy * down) / frame.height),
    });
  }
}

/** Device pixels for one pixel of the source, a whole number. */
export const scaleOf = (zoom) => Math.max(1, Math.round((zoom / 100) * devicePixelRatio));

function build(gl) {
  const { program, problem } = compile(gl, vertex, fragment);
  if (problem) throw new Error(problem);
  return program;
}
