import { byId, element } from "../dom.js";
import { drawCurves, isMeasured, margin, repeatedFrames } from "./curves.js";

/**
 * The focus of a clip over time, with the playhead and the clip's marks. Click or drag to move in the clip: fires "seek" (detail: seconds).
 */
export class FocusTrack extends EventTarget {
  #clip = { seconds: 0, fps: 0, marks: [], timeline: null, known: false };
  #time = 0;

  constructor() {
    super();
    new ResizeObserver(() => this.#draw()).observe(byId("plot"));
    const plot = byId("plot");
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

  /** Shows a clip: { seconds, fps, marks, timeline, known }. The sidecar's timeline is null until it is `known`, or when there is none. */
  show(clip) {
    this.#clip = clip;
    const count = clip.timeline?.median?.length ?? 0;
    byId("track-note").textContent = clip.known && count === 0 ? "No focus track was recorded with this clip." : "";
    byId("track").classList.toggle("bare-track", count === 0);
    const repeats = repeatedFrames(clip.timeline).length;
    document.querySelector(".key.repeated").textContent = repeats === 1 ? "1 repeated frame" : `${repeats} repeated frames`;
    byId("track").classList.toggle("repeats", repeats > 0);
    this.#draw();
  }

  /** The length in seconds, once the video is loaded. */
  set length(seconds) {
    if (seconds > 0 && seconds !== this.#clip.seconds) this.show({ ...this.#clip, seconds });
  }

  /** Moves the playhead to a time in seconds. */
  set time(seconds) {
    this.#time = seconds;
    const length = this.#clip.seconds;
    byId("playhead").style.left = left(length > 0 ? seconds / length : 0);
    const plot = byId("plot");
    plot.setAttribute("aria-valuemax", length.toFixed(2));
    plot.setAttribute("aria-valuenow", seconds.toFixed(2));
    plot.setAttribute("aria-valuetext", [`${seconds.toFixed(1)} seconds`, this.textAt(seconds)].filter(Boolean).join(", "));
  }

  /** The values of the track at a time in seconds, in pixels of blur radius; says where nothing was measured. */
  textAt(seconds) {
    const { timeline, fps } = this.#clip;
    const count = timeline?.median?.length ?? 0;
    if (!count || !fps) return "";
    const frame = Math.min(Math.floor(seconds * fps + 0.01), count - 1);
    const names = ["sharpest", "centre", "median"];
    if (!names.some((name) => isMeasured(timeline[name][frame]))) return "focus not measured";
    const radius = (value) => (isMeasured(value) ? `${(value / 100).toFixed(1)} px` : "not measured");
    return names.map((name) => `${name} ${radius(timeline[name][frame])}`).join(", ");
  }

  #draw() {
    const canvas = byId("curves");
    const { clientWidth: width, clientHeight: height } = byId("plot");
    if (!width || !height) return;
    const ratio = devicePixelRatio;
    [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    drawCurves(context, width, height, this.#clip);
    this.#drawMarks();
    this.time = this.#time;
  }

  #drawMarks() {
    const { marks, seconds } = this.#clip;
    byId("marks").replaceChildren(...(seconds > 0 ? marks : []).map((mark, i) => {
      const label = mark.label || `Mark ${i + 1}`;
      const tick = Object.assign(element("button", "mark"), { title: `${label}, ${mark.seconds.toFixed(1)} s` });
      tick.setAttribute("aria-label", tick.title);
      tick.append(element("span", "", label));
      tick.style.left = left(mark.seconds / seconds);
      tick.addEventListener("click", () => this.dispatchEvent(new CustomEvent("seek", { detail: mark.seconds })));
      return tick;
    }));
  }
}

/** The CSS left of a place on the curves, 0 to 1. */
const left = (place) => `calc(${margin.left}px + (100% - ${margin.left + margin.right}px) * ${Math.min(Math.max(place, 0), 1)})`;
