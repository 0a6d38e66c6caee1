import { send } from "../api.js";
import { byId, element, setText, setTextOf } from "../dom.js";
import { settings } from "../settings.js";
import { warn } from "../toast.js";
import { pointLabel } from "./points.js";

settings.define("manualBars", "auto", (value) => ["auto", "on", "off"].includes(value));

/** What keeps the ring from being read, and what to do; the words of the server's GET /api/focus/manual. */
const reasons = {
  singlePoint: "Place a second focus point that is nearer or farther.",
  noTexture: "The focus points cannot be read: place them where there is texture, not too far out of focus.",
  notEnoughMotion: "Turn the focus ring slowly through the focus of both points.",
  sameDepth: "The focus points are at one depth: place one that is nearer or farther.",
  inconsistent: "The scene or the camera moves: hold both still while you turn the ring.",
  notMeasured: "Not measured: results come too late for the network to run. Allow a longer latency.",
};

/** The same for one point among others that are read, in a bar. */
const shortReasons = { noTexture: "no texture", notEnoughMotion: "turn ring", sameDepth: "same depth", inconsistent: "moves" };

const maxDefocus = 11; // pixels: beyond it the server does not read the ring

/**
 * Bars for a lens that is turned by hand: for each focus point how far beyond the focus it lies, or before it, and how to turn the ring.
 * The reading is of the frame on the screen. On their own they show with two points and no lens that can be driven.
 */
export class ManualBars {
  #points;
  #readings;
  #lens;
  #bars = new Map(); // id → its parts
  #tolerance = 0; // that the zones were made for
  #flipped = false;

  constructor(points, readings, lens) {
    this.#points = points;
    this.#readings = readings;
    this.#lens = lens;
    byId("manual-close").addEventListener("click", () => this.toggle());
    byId("focus-manual").addEventListener("click", () => this.toggle());
    byId("manual-flip").addEventListener("click", () => this.#send("PUT", "", { flipped: !this.#flipped }));
    byId("manual-reset").addEventListener("click", () => this.#send("POST", "/reset"));
    for (const source of [points, settings, lens]) source.addEventListener("change", () => this.#show());
    readings.addEventListener("read", () => this.#show());
    this.#show();
  }

  /** Shows the bars, or hides them. */
  toggle() {
    settings.set({ manualBars: this.isOn ? "off" : "on" });
  }

  /** Whether the bars are on the screen. */
  get isOn() {
    const chosen = settings.get("manualBars");
    if (this.#readings.seq < 0 || this.#points.list.length === 0) return false;
    return chosen === "on" || (chosen === "auto" && this.#points.list.length > 1 && !this.#lens.isReady);
  }

  #show() {
    const { isOn } = this;
    byId("manual").hidden = !isOn;
    byId("focus-manual").setAttribute("aria-pressed", isOn);
    const { manual } = this.#readings;
    const status = manual?.status ?? "notEnoughMotion";
    document.body.classList.toggle("manual-bars", isOn && status === "readable");
    if (!isOn) return;
    byId("manual").dataset.status = status;
    setText("manual-status", reasons[status] ?? "");
    if (status !== "readable") return;
    this.#flipped = manual.flipped;
    byId("manual-flip").setAttribute("aria-pressed", manual.flipped);
    this.#makeBars(manual.points.map((point) => point.id));
    for (const point of manual.points) this.#showPoint(point);
    this.#showAdvice(manual.points.find((point) => point.id === this.#points.selected?.id));
  }

  #makeBars(ids) {
    const { tolerance } = this.#points;
    if (ids.join() === [...this.#bars.keys()].join() && tolerance === this.#tolerance) return;
    this.#tolerance = tolerance;
    this.#bars = new Map(ids.map((id) => [id, this.#makeBar(id, tolerance)]));
    byId("manual-bars").replaceChildren(...[...this.#bars.values()].map(({ button }) => button));
  }

  #makeBar(id, tolerance) {
    const button = element("button", "manual-bar");
    const [name, track, value] = [element("bdi"), element("span", "manual-track"), element("span", "manual-value")];
    const [zone, fill, sigma, needle] = ["zone", "fill", "sigma", "needle"].map((part) => element("i", `manual-${part}`));
    span(zone, tolerance, -tolerance);
    track.append(zone, sigma, fill, needle);
    button.append(name, track, value);
    button.addEventListener("click", () => this.#points.select(id));
    return { button, name, value, fill, sigma, needle };
  }

  #showPoint({ id, status, offset, sigma, advice }) {
    const bar = this.#bars.get(id);
    const name = this.#points.get(id)?.name ?? String(id);
    setTextOf(bar.name, name);
    bar.button.setAttribute("aria-pressed", id === this.#points.selected?.id);
    const label = pointLabel({ id, name });
    if (status !== "readable") {
      bar.button.dataset.focus = "unknown";
      setTextOf(bar.value, this.#reasonOf(id, status));
      bar.button.setAttribute("aria-label", `${label}: ${this.#reasonOf(id, status)}`);
      return;
    }
    const isIn = Math.abs(offset) <= this.#tolerance;
    bar.button.dataset.focus = isIn ? "in" : "out";
    setTextOf(bar.value, isIn ? "in" : offset.toFixed(1).replace("-", "−").replace(/^(?=\d)/, "+"));
    span(bar.fill, Math.max(offset, 0), Math.min(offset, 0));
    span(bar.sigma, offset + sigma, offset - sigma);
    bar.needle.style.top = `${placeOf(offset) * 100}%`;
    const side = isIn ? "in focus" : `${Math.abs(offset).toFixed(1)} pixels ${offset > 0 ? "farther" : "nearer"} than the focus`;
    bar.button.setAttribute("aria-label", `${label}: ${side}${advice === "hold" ? "" : `, ${advice}`}`);
  }

  #reasonOf(id, status) {
    const radius = this.#readings.of(id)?.radius;
    return status === "noTexture" && radius != null && radius >= maxDefocus ? "too soft" : shortReasons[status] ?? "–";
  }

  #showAdvice(point) {
    const { selected } = this.#points;
    setText("manual-point", selected ? pointLabel(selected) : "");
    const isIn = point?.status === "readable" && Math.abs(point.offset) <= this.#tolerance;
    byId("manual").dataset.focus = isIn ? "in" : "";
    const words = point?.status !== "readable" ? "Not read" : isIn ? "In focus" : point.advice === "hold" ? "Turn the ring" : capitalised(point.advice);
    setText("manual-words", words);
  }

  async #send(method, path, body) {
    try {
      await send(method, `/api/focus/manual${path}`, body);
    } catch (problem) {
      warn(problem.message);
    }
  }
}

const capitalised = (text) => text[0].toUpperCase() + text.slice(1);

// The place of a defocus on the track, 0 above (farther) to 1: by its square root, so that what is nearly in focus has room.
const placeOf = (offset) => 0.5 - 0.5 * Math.sign(offset) * Math.min(1, Math.sqrt(Math.abs(offset) / maxDefocus));

// Lays a part of the track between two values of defocus.
function span(part, upper, lower) {
  part.style.top = `${placeOf(upper) * 100}%`;
  part.style.height = `${(placeOf(lower) - placeOf(upper)) * 100}%`;
}
