import { heatPlace } from "../heat.js";

/**
 * The focus of a clip over time: the radius that the sharpest tenth of the picture stays below, that of its centre, the median; ticks
 * where a frame was repeated because none came in time; the marks above. Click or drag to move: fires "seek" (detail: seconds).
 *
 * The scale is that of the heat map: the square root of the radius, 0 at the bottom.
 */
const by = (id) => document.getElementById(id);
const lines = [["median", "#77777e", 1.5], ["centre", "#f2f2f3", 1.75], ["sharpest", "#3ee08f", 1.75]];
const margin = { left: 46, right: 12, top: 8, bottom: 12 }; // CSS pixels around the curves

export class FocusTrack extends EventTarget {
  #clip = { seconds: 0, fps: 0, marks: [], timeline: null, known: false };
  #time = 0;

  constructor() {
    super();
    new ResizeObserver(() => this.#draw()).observe(by("plot"));
    const plot = by("plot");
    let dragging = false;
    const seek = (event) => {
      const at = plot.getBoundingClientRect();
      const place = (event.clientX - at.left - margin.left) / (at.width - margin.left - margin.right);
      this.dispatchEvent(new CustomEvent("seek", { detail: Math.min(Math.max(place, 0), 1) * this.#clip.seconds }));
    };
    plot.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      dragging = true;
      plot.setPointerCapture(event.pointerId);
      seek(event);
    });
    plot.addEventListener("pointermove", (event) => dragging && seek(event));
    for (const end of ["pointerup", "pointercancel"]) plot.addEventListener(end, () => (dragging = false));
  }

  /** Takes a clip: its length, frames a second, marks, and the lists of its sidecar once they are `known`; null when there are none. */
  show(clip) {
    this.#clip = clip;
    const count = clip.timeline?.median?.length ?? 0;
    by("track-note").textContent = clip.known && count === 0 ? "No focus track was recorded with this clip." : "";
    by("track").classList.toggle("bare-track", count === 0);
    const repeats = repeated(clip.timeline).length;
    document.querySelector(".key.repeated").textContent = repeats === 1 ? "1 repeated frame" : `${repeats} repeated frames`;
    by("track").classList.toggle("repeats", repeats > 0);
    this.#draw();
  }

  /** The length, once the video tells it. */
  set length(seconds) {
    if (seconds > 0 && seconds !== this.#clip.seconds) this.show({ ...this.#clip, seconds });
  }

  /** Puts the playhead at a moment. */
  set time(seconds) {
    this.#time = seconds;
    const length = this.#clip.seconds;
    by("playhead").style.left = `calc(${margin.left}px + (100% - ${margin.left + margin.right}px) * ${length > 0 ? Math.min(seconds / length, 1) : 0})`;
    const plot = by("plot");
    plot.setAttribute("aria-valuemax", length.toFixed(2));
    plot.setAttribute("aria-valuenow", seconds.toFixed(2));
    plot.setAttribute("aria-valuetext", [`${seconds.toFixed(1)} seconds`, this.wordsAt(seconds)].filter(Boolean).join(", "));
  }

  /** What the track says of a moment, in pixels of blur radius. */
  wordsAt(seconds) {
    const { timeline, fps } = this.#clip;
    const count = timeline?.median?.length ?? 0;
    if (!count || !fps) return "";
    const frame = Math.min(Math.floor(seconds * fps + 0.01), count - 1);
    const radius = (name) => (timeline[name][frame] / 100).toFixed(1);
    return `sharpest ${radius("sharpest")} px, centre ${radius("centre")} px, median ${radius("median")} px`;
  }

  #draw() {
    const canvas = by("curves");
    const { clientWidth: width, clientHeight: height } = by("plot");
    if (!width || !height) return;
    const ratio = devicePixelRatio;
    [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    const draw = canvas.getContext("2d");
    draw.scale(ratio, ratio);
    const area = { x: margin.left, y: margin.top, width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
    const { timeline, seconds, fps } = this.#clip;
    const count = timeline?.median?.length ?? 0;
    draw.fillStyle = "#1b1b1d";
    draw.fillRect(area.x, area.y, area.width, area.height);
    if (count && seconds > 0) {
      const max = scaleEnd(timeline);
      drawScale(draw, area, max);
      const shown = Math.min(1, count / fps / seconds); // a clip cut short of its sidecar, or the other way round
      for (const [name, colour, weight] of lines) drawLine(draw, { ...area, width: area.width * shown }, timeline[name], max, colour, weight);
      draw.fillStyle = "#ffb54599";
      for (const frame of repeated(timeline)) draw.fillRect(area.x + (frame / count) * area.width * shown, area.y + area.height + 4, Math.max(1, (area.width * shown) / count), 3);
    }
    this.#drawMarks();
    this.time = this.#time;
  }

  #drawMarks() {
    const { marks, seconds } = this.#clip;
    by("marks").replaceChildren(...(seconds > 0 ? marks : []).map((mark, i) => {
      const tick = document.createElement("button");
      const label = mark.label || `Mark ${i + 1}`;
      Object.assign(tick, { className: "mark", title: `${label}, ${mark.seconds.toFixed(1)} s` });
      tick.setAttribute("aria-label", tick.title);
      tick.append(Object.assign(document.createElement("span"), { textContent: label }));
      tick.style.left = `calc(${margin.left}px + (100% - ${margin.left + margin.right}px) * ${Math.min(Math.max(mark.seconds / seconds, 0), 1)})`;
      tick.addEventListener("click", () => this.dispatchEvent(new CustomEvent("seek", { detail: mark.seconds })));
      return tick;
    }));
  }
}

/** Frames that repeat the one before: captured at the same time. */
function repeated(timeline) {
  const captured = timeline?.captured ?? [];
  const frames = [];
  for (let i = 1; i < captured.length; i++) if (captured[i] === captured[i - 1]) frames.push(i);
  return frames;
}

/** The end of the scale in pixels: what the curves need, in doublings, 4 at least. */
function scaleEnd({ median, centre, sharpest }) {
  let highest = 0;
  for (const list of [median, centre, sharpest]) for (const value of list) highest = Math.max(highest, value / 100);
  return 2 ** Math.max(2, Math.ceil(Math.log2(highest || 1)));
}

function drawScale(draw, area, max) {
  draw.font = "500 12px system-ui, sans-serif";
  draw.textAlign = "right";
  draw.textBaseline = "middle";
  draw.fillStyle = "#a2a2a8";
  let above = -Infinity;
  for (const radius of [max, max / 4, max / 16, 0]) {
    if (radius && radius < 0.5) continue;
    const y = area.y + area.height * (1 - heatPlace(radius, max));
    draw.fillStyle = "#2c2c2f";
    draw.fillRect(area.x, Math.round(y), area.width, 1);
    if (y - above < 14) continue;
    above = y;
    draw.fillStyle = "#a2a2a8";
    draw.fillText(`${radius} px`, area.x - 8, Math.min(Math.max(y, 7), area.y + area.height - 2));
  }
}

// One column of pixels may hold many frames: it then shows their lowest and highest, so that no short slip of focus is lost.
function drawLine(draw, area, values, max, colour, weight) {
  const y = (value) => area.y + area.height * (1 - heatPlace(value / 100, max));
  const columns = Math.min(values.length, Math.max(1, Math.floor(area.width)));
  draw.beginPath();
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / columns));
    let [low, high] = [Infinity, -Infinity];
    for (let i = from; i < to; i++) [low, high] = [Math.min(low, values[i]), Math.max(high, values[i])];
    const x = area.x + ((column + 0.5) / columns) * area.width;
    draw.lineTo(x, y(low));
    if (high > low) draw.lineTo(x, y(high));
  }
  Object.assign(draw, { strokeStyle: colour, lineWidth: weight, lineJoin: "round" });
  draw.stroke();
}
