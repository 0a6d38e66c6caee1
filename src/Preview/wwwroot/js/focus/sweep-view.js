import { byId } from "../dom.js";
import { seatToPlace } from "../orientation.js";
import { settings } from "../settings.js";

settings.define("sweepView", "picture", (value) => ["picture", "depth", "soft", "live"].includes(value));

const nearGrey = 255; // of the depth map: what is sharp first is white
const farGrey = 30;
const softColour = [255, 181, 69, 150]; // as --warn, laid over the picture
const unknownColour = [128, 128, 128, 110]; // there is nothing to read the focus from
const outliers = 0.02; // share of the cells at either end of the greys
const refreshMs = 400; // of the picture while it grows

/** The picture of a sweep, or one of its maps, over the live view; from the left a part of the live view can be left open. */
export class SweepView {
  /** Positions of best focus and the radii there, one for each cell; null before they have come. */
  maps = null;
  /** Share of the width, from the left, in which the live view is seen. */
  compare = 0;

  #stage;
  #sweep;
  #points;
  #canvas = byId("sweep-picture");
  #picture = null;
  #version = -1; // of what is here
  #isLoading = false;
  #isOpen = false;
  #retry = 0;

  constructor(stage, sweep, points) {
    this.#stage = stage;
    this.#sweep = sweep;
    this.#points = points;
    sweep.addEventListener("change", () => this.update());
    settings.addEventListener("change", () => this.update());
    stage.addEventListener("layout", () => this.draw());
  }

  /** Whether the panel is open: only then the view is shown. */
  set isOpen(isOpen) {
    this.#isOpen = isOpen;
    this.update();
  }

  /** Loads what has changed, and draws it. */
  update() {
    const { state } = this.#sweep;
    const isShown = this.#isOpen && Boolean(state?.version) && settings.get("sweepView") !== "live";
    this.#canvas.hidden = !isShown;
    document.body.classList.toggle("sweep-view", isShown);
    if (!isShown) return;
    if (state.version !== this.#version) this.#load(state);
    this.draw();
  }

  /** What the maps say at a place of the picture: { position, radius }; null where nothing is known. */
  at({ x, y }) {
    if (!this.maps || !(x >= 0 && x < 1 && y >= 0 && y < 1)) return null;
    const { columns, rows, width, height, stride, positions, radii } = this.maps;
    const cell = Math.min(rows - 1, Math.floor((y * height) / stride)) * columns + Math.min(columns - 1, Math.floor((x * width) / stride));
    return Number.isNaN(radii[cell]) ? null : { position: positions[cell], radius: radii[cell] };
  }

  draw() {
    if (this.#canvas.hidden || !this.#picture || !this.maps) return;
    const { width, height } = this.#stage.box;
    const [columns, rows] = [Math.max(1, Math.round(width * devicePixelRatio)), Math.max(1, Math.round(height * devicePixelRatio))];
    if (this.#canvas.width !== columns || this.#canvas.height !== rows) [this.#canvas.width, this.#canvas.height] = [columns, rows];
    const context = this.#canvas.getContext("2d");
    const [xx, xy, yx, yy] = seatToPlace(); // its transpose leads from the picture to the screen
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, columns, rows);
    context.beginPath();
    context.save();
    context.rect(Math.round(this.compare * columns), 0, columns, rows);
    context.clip();
    context.setTransform(
      columns * xx, rows * xy, columns * yx, rows * yy, columns * 0.5 * (1 - xx - yx), rows * 0.5 * (1 - xy - yy));
    context.imageSmoothingQuality = "high";
    const view = settings.get("sweepView");
    context.filter = view === "depth" ? "brightness(0.35)" : "none"; // under the places that are not known
    context.drawImage(this.#picture, 0, 0, 1, 1);
    context.filter = "none";
    if (view !== "picture") this.#drawMap(context, view);
    context.restore();
    if (this.compare > 0 && this.compare < 1) {
      context.fillStyle = "#fff";
      context.fillRect(Math.round(this.compare * columns) - 1, 0, 2, rows);
    }
    this.#canvas.dataset.version = this.#version; // for tests that drive the page
  }

  #drawMap(context, view) {
    const { columns, rows, width, height, stride, positions, radii, low, high } = this.maps;
    const map = new OffscreenCanvas(columns, rows);
    const pixels = new ImageData(columns, rows);
    const tolerance = this.#points.tolerance;
    for (let cell = 0; cell < positions.length; cell++) {
      const isKnown = !Number.isNaN(view === "depth" ? positions[cell] : radii[cell]);
      if (view === "soft") {
        if (!isKnown || radii[cell] > tolerance) pixels.data.set(isKnown ? softColour : unknownColour, 4 * cell);
        continue;
      }
      if (!isKnown) continue;
      const grey = nearGrey + (farGrey - nearGrey) * (high > low ? Math.min(Math.max((positions[cell] - low) / (high - low), 0), 1) : 0);
      pixels.data.set([grey, grey, grey, 255], 4 * cell);
    }
    map.getContext("2d").putImageData(pixels, 0, 0);
    context.imageSmoothingEnabled = view === "depth";
    context.drawImage(map, 0, 0, (columns * stride) / width, (rows * stride) / height); // the last cells reach beyond the picture
    context.imageSmoothingEnabled = true;
  }

  async #load(state) {
    if (this.#isLoading) return;
    this.#isLoading = true;
    clearTimeout(this.#retry);
    try {
      const [picture, maps] = await Promise.all([fetch("/api/focus/sweep/picture.jpg"), fetch("/api/focus/sweep/maps")]);
      if (picture.ok && maps.ok) {
        const [bitmap, bytes] = [await createImageBitmap(await picture.blob()), await maps.arrayBuffer()];
        this.#picture?.close();
        this.#picture = bitmap;
        this.maps = readMaps(bytes, state);
        this.#version = state.version;
        this.draw();
      }
    } catch {
      // The banner says that the server does not answer; the next state tries again.
    }
    this.#retry = setTimeout(() => {
      this.#isLoading = false;
      if (this.#sweep.state && this.#sweep.state.version !== this.#version) this.update();
    }, refreshMs);
  }
}

function readMaps(bytes, { columns, rows, stride, width, height }) {
  const cells = columns * rows;
  const values = new Float32Array(bytes);
  const [positions, radii] = [values.subarray(0, cells), values.subarray(cells, 2 * cells)];
  // A few cells that are far off must not take the greys from all the others.
  const known = positions.filter((position) => !Number.isNaN(position)).sort();
  const [low, high] = [known[Math.floor(outliers * known.length)], known[Math.ceil((1 - outliers) * known.length) - 1]];
  return { columns, rows, width, height, stride, positions, radii, low, high };
}
