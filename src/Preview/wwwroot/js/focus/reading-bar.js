import { byId, element, setText, setTextOf } from "../dom.js";
import { settings } from "../settings.js";
import { cueOf } from "./cues.js";
import { Meter } from "./meter.js";
import { isNamed, pointLabel } from "./points.js";
import { radiusText } from "./scale.js";
import { Strip } from "./strip.js";

settings.define("focusBar", true); // whether it is unfolded
settings.define("focusHint", true); // until there has been a point in this browser

/** The bar of readings below the picture: one button for each point, and number, cue, meter and history of the selected one. Hidden without points. */
export class ReadingBar {
  #stage;
  #points;
  #readings;
  #meter = new Meter();
  #strip = new Strip(byId("focus-strip"));
  #chips = new Map(); // id → { button, value }

  constructor(stage, points, readings) {
    this.#stage = stage;
    this.#points = points;
    this.#readings = readings;
    byId("focus-fold").addEventListener("click", () => settings.toggle("focusBar"));
    byId("focus-forget").addEventListener("click", () => points.reset(points.selected.id));
    points.addEventListener("change", () => this.#update());
    readings.addEventListener("read", () => this.#read());
    settings.addEventListener("change", () => this.#update());
    stage.addEventListener("scale", () => this.#read());
    this.#update();
  }

  #update() {
    const { list, selected } = this.#points;
    if (list.length && settings.get("focusHint")) settings.set({ focusHint: false });
    byId("focus-hint").hidden = !settings.get("focusHint");
    byId("focus").hidden = list.length === 0;
    const unfolded = settings.get("focusBar");
    byId("focus").classList.toggle("folded", !unfolded);
    byId("focus-fold").setAttribute("aria-expanded", unfolded);
    if (list.map((point) => point.id).join() !== [...this.#chips.keys()].join()) this.#makeChips();
    for (const [id, { button }] of this.#chips) {
      const point = this.#points.get(id);
      button.title = isNamed(point) ? `${point.name} (${id})` : `Focus point ${id}`;
      button.setAttribute("aria-pressed", id === selected?.id);
    }
    setText("focus-title", selected ? pointLabel(selected) : "");
    this.#read();
  }

  #makeChips() {
    this.#chips.clear();
    for (const { id } of this.#points.list) {
      const button = element("button", "focus-chip");
      const value = element("span");
      button.append(element("b", "", String(id)), value);
      button.addEventListener("click", () => this.#points.select(id));
      this.#chips.set(id, { button, value });
    }
    byId("focus-chips").replaceChildren(...[...this.#chips.values()].map(({ button }) => button));
  }

  #read() {
    const { selected, tolerance, resolvable, sensorWidth } = this.#points;
    byId("focus-start").hidden = this.#points.list.length > 0 || this.#readings.seq < 0;
    if (!selected) return;
    const panel = byId("focus");
    for (const [id, { button, value }] of this.#chips) {
      const reading = this.#readings.of(id);
      setTextOf(value, radiusText(reading?.radius, resolvable));
      button.dataset.cue = reading?.cue ?? "";
    }
    const reading = this.#readings.of(selected.id);
    const radius = reading?.radius ?? null;
    panel.dataset.seq = this.#readings.seq; // for tests that drive the page
    panel.dataset.cue = reading?.cue ?? "";
    setText("focus-value", radiusText(radius, resolvable));
    byId("focus-unit").hidden = radius === null;
    setText("focus-cue", cueOf(reading).text);
    if (panel.classList.contains("folded")) return;
    const max = this.#stage.maxRadius;
    const best = reading?.best ?? null;
    this.#meter.show(reading, { max, tolerance });
    const history = this.#readings.history(selected.id);
    this.#strip.draw(history, { now: this.#readings.capturedAt, best, backUp: reading?.cue === "backUp", max, tolerance });
    setText("focus-best-value", best === null ? "No best yet" : `Best ${radiusText(best, resolvable)} px`);
    byId("focus-forget").disabled = best === null;
    setText("focus-note", this.#note(radius, sensorWidth, resolvable));
    const { share } = this.#readings;
    setText("focus-share", share == null ? "" : `${Math.round(share * 100)} % in focus`);
  }

  #note(radius, sensorWidth, resolvable) {
    if (radius === null) return "";
    if (radius < resolvable) return "live-view limit";
    if (!sensorWidth || !this.#readings.width) return "";
    return `${radiusText((radius * sensorWidth) / this.#readings.width, 0)} px on the sensor`;
  }
}
