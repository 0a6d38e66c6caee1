import { byId, element } from "../dom.js";
import { cueOf } from "./cues.js";
import { focusPlace, focusTicks, sharpest } from "./scale.js";

/** The meter of the selected point: a needle on the scale of blur radius, the best focus so far, and the zone that is in focus. */
export class Meter {
  #meter = byId("focus-meter");
  #scale = ""; // what zone and ticks were made for

  /** Shows a reading; null shows an empty meter. */
  show(reading, { max, tolerance }) {
    if (this.#scale !== (this.#scale = `${max} ${tolerance}`)) this.#rescale(max, tolerance);
    const radius = reading?.radius ?? null;
    this.#place("focus-needle", radius, max);
    this.#place("focus-best", reading?.best ?? null, max);
    const cue = cueOf(reading).text;
    this.#meter.setAttribute("aria-valuenow", (radius ?? max).toFixed(1));
    this.#meter.setAttribute("aria-valuetext", radius === null ? cue : `${radius.toFixed(1)} pixels, ${cue.toLowerCase()}`);
  }

  #place(id, radius, max) {
    const mark = byId(id);
    mark.hidden = radius === null;
    if (radius !== null) mark.style.left = `${focusPlace(radius, max) * 100}%`;
  }

  #rescale(max, tolerance) {
    this.#meter.setAttribute("aria-valuemin", sharpest);
    this.#meter.setAttribute("aria-valuemax", max);
    byId("focus-zone").style.left = `${focusPlace(tolerance, max) * 100}%`;
    byId("focus-ticks").replaceChildren(...focusTicks(max).map((radius) => {
      const tick = element("li", "", String(radius));
      tick.style.left = `${focusPlace(radius, max) * 100}%`;
      return tick;
    }));
  }
}
