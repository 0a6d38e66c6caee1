import { History } from "./history.js";
import { focusPlace, focusTicks } from "./scale.js";

const colours = { line: "#f2f2f3", focus: "#3ee08f", grid: "#3a3a3e", text: "#a2a2a8", zone: "#3ee08f24" };
const margin = 8; // CSS pixels above and below the curve
const gapMs = 1500; // readings farther apart are not joined: frames may be slow, but not that slow

/**
 * The last ten seconds of the selected point: time from left to right, blur radius on the logarithmic scale, sharper above. Green where the
 * point was in focus. When the best focus has just been passed, the place where it was is marked.
 */
export class Strip {
  #canvas;
  #context;

  constructor(canvas) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d");
  }

  /**
   * Draws a history. `now` is the capture time of the frame on the screen, in milliseconds; `best` the best radius so far in pixels, or
   * null; `backUp` whether the best was just passed.
   */
  draw(history, { now, best, backUp, max, tolerance }) {
    const { width, height } = this.#fit();
    const context = this.#context;
    context.clearRect(0, 0, width, height);
    const yOf = (radius) => margin + (1 - focusPlace(radius, max)) * (height - 2 * margin);
    this.#drawGrid(width, yOf, max, tolerance);
    if (!history?.length || !(now >= 0)) return;
    const xOf = (time) => width - 2 + ((time - now) / History.spanMs) * width;
    if (best !== null) this.#drawBest(width, yOf(best));
    this.#drawCurve(history, xOf, yOf, tolerance, now);
    if (backUp) this.#markPeak(history, xOf, yOf, now);
  }

  // A canvas has the size of its pixels on the screen.
  #fit() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const [columns, rows] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
    if (this.#canvas.width !== columns || this.#canvas.height !== rows) [this.#canvas.width, this.#canvas.height] = [columns, rows];
    this.#context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    return { width, height };
  }

  #drawGrid(width, yOf, max, tolerance) {
    const context = this.#context;
    context.fillStyle = colours.zone;
    context.fillRect(0, 0, width, yOf(tolerance));
    context.font = "12px system-ui, sans-serif";
    context.textBaseline = "middle";
    const ticks = focusTicks(max);
    const labelled = yOf(ticks[0]) - yOf(ticks[1]) < 16 ? 2 : 1; // each, or every other one
    ticks.forEach((radius, i) => {
      context.fillStyle = colours.grid;
      context.fillRect(24, Math.round(yOf(radius)), width - 24, 1);
      if (i % labelled) return;
      context.fillStyle = colours.text;
      context.fillText(String(radius), 4, yOf(radius));
    });
  }

  #drawBest(width, y) {
    const context = this.#context;
    context.strokeStyle = colours.text;
    context.lineWidth = 1.5;
    context.setLineDash([3, 4]);
    context.beginPath();
    context.moveTo(24, y);
    context.lineTo(width, y);
    context.stroke();
    context.setLineDash([]);
  }

  #drawCurve(history, xOf, yOf, tolerance, now) {
    const context = this.#context;
    context.lineWidth = 2.5;
    context.lineJoin = "round";
    let colour = null; // of the path that is open
    for (let i = 1; i < history.length; i++) {
      const [before, time] = [history.time(i - 1), history.time(i)];
      const [from, to] = [history.radius(i - 1), history.radius(i)];
      const joined = before >= now - History.spanMs && time - before < gapMs && !Number.isNaN(from) && !Number.isNaN(to);
      const next = !joined ? null : to <= tolerance ? colours.focus : colours.line;
      if (next !== colour) {
        if (colour) context.stroke();
        if (next) {
          context.strokeStyle = next;
          context.beginPath();
          context.moveTo(xOf(before), yOf(from));
        }
        colour = next;
      }
      if (next) context.lineTo(xOf(time), yOf(to));
    }
    if (colour) context.stroke();
  }

  // An arrow from the present radius back up to the sharpest of the history.
  #markPeak(history, xOf, yOf, now) {
    let peak = -1;
    for (let i = 0; i < history.length; i++) {
      const visible = history.time(i) >= now - History.spanMs && !Number.isNaN(history.radius(i));
      if (visible && (peak < 0 || history.radius(i) <= history.radius(peak))) peak = i;
    }
    if (peak < 0) return;
    const context = this.#context;
    const [x, y] = [xOf(history.time(peak)), yOf(history.radius(peak))];
    context.fillStyle = context.strokeStyle = colours.line;
    context.beginPath();
    context.arc(x, y, 5, 0, 2 * Math.PI);
    context.fill();
    context.beginPath();
    context.arc(x, y, 9, 0, 2 * Math.PI);
    context.lineWidth = 2;
    context.stroke();
  }
}
