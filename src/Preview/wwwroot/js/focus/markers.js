import { byId, element, setTextOf } from "../dom.js";
import { cueOf } from "./cues.js";
import { isInside, placeBeside, placeUnder, pointOf } from "./geometry.js";
import { openMenu } from "./menu.js";
import { openNameField } from "./name-field.js";
import { isNamed } from "./points.js";
import { radiusText } from "./scale.js";

const windowShare = 0.08; // of the picture's shorter side: what a point reads (FocusPoint.WindowShare)
const smallestTarget = 44; // CSS pixels, for a finger
const dragFrom = 5; // CSS pixels: less is a click
const longPressMs = 550;
const tapMs = 450; // a longer touch reads the radius under the finger

/**
 * The focus points on the picture: a frame around what each one reads, with its name and reading. Click the picture to place one, drag it,
 * move it with the arrow keys, double-click to name it; a long touch or the right button opens its menu.
 */
export class Markers {
  #stage;
  #points;
  #readings;
  #layer = byId("focus-points");
  #markers = new Map(); // id → { button, name, value, spoken, sign }

  /** Further entries of a point's menu: a function from its id to entries of `openMenu`. */
  moreEntries = () => [];

  constructor(stage, points, readings) {
    this.#stage = stage;
    this.#points = points;
    this.#readings = readings;
    stage.addEventListener("layout", () => this.#place());
    points.addEventListener("change", () => this.#update());
    readings.addEventListener("read", () => this.#read());
    this.#attachPicture();
    this.#update();
  }

  /** Gives the keyboard focus to a point's marker: the arrow keys then move it. */
  focus = (id) => this.#markers.get(id)?.button.focus({ preventScroll: true });

  /** Opens the field for a point's name. */
  rename(id) {
    const marker = this.#markers.get(id);
    if (!marker) return;
    const { offsetLeft, offsetTop, offsetHeight } = marker.button;
    openNameField(offsetLeft, offsetTop + offsetHeight, this.#points.get(id).name, (name) => this.#points.rename(id, name));
  }

  // A click on the picture places a point; on a screen that is touched, a short tap.
  #attachPicture() {
    const picture = byId("picture");
    let down = null;
    picture.addEventListener("pointerdown", (event) => {
      down = event.isPrimary && event.button === 0 ? { x: event.clientX, y: event.clientY, at: event.timeStamp } : null;
    });
    picture.addEventListener("pointercancel", () => (down = null));
    picture.addEventListener("pointerup", (event) => {
      const moved = !down || Math.hypot(event.clientX - down.x, event.clientY - down.y) > dragFrom * 2;
      const held = event.pointerType === "touch" && event.timeStamp - down?.at > tapMs;
      down = null;
      if (moved || held || this.#readings.seq < 0) return;
      const place = placeUnder(this.#stage, event.clientX, event.clientY);
      if (isInside(place)) this.#points.add(place.x, place.y);
    });
  }

  #update() {
    for (const [id, { button }] of this.#markers) {
      if (this.#points.get(id)) continue;
      button.remove();
      this.#markers.delete(id);
    }
    for (const point of this.#points.list) {
      const marker = this.#markers.get(point.id) ?? this.#make(point.id);
      setTextOf(marker.name, isNamed(point) ? point.name : "");
      marker.button.classList.toggle("selected", point.id === this.#points.selected?.id);
    }
    this.#place();
    this.#read();
  }

  #make(id) {
    const button = element("button", "focus-point");
    button.dataset.id = id;
    const label = element("span", "focus-label");
    const name = element("bdi");
    const [value, spoken, sign] = [element("span", "focus-label-value"), element("span", "spoken"), element("span")];
    sign.setAttribute("aria-hidden", "true"); // spoken in words
    label.append(element("span", "spoken", "Focus point "), element("b", "", String(id)), name, value, spoken, sign);
    button.append(element("i"), label);
    this.#attach(button, id);
    this.#layer.append(button);
    const marker = { button, name, value, spoken, sign };
    this.#markers.set(id, marker);
    return marker;
  }

  #attach(button, id) {
    let drag = null; // where it began, and dx, dy from the pointer to the point, in CSS pixels
    let moved = false; // since the pointer went down
    let pressTimer = 0;
    const menu = () => {
      drag = null;
      const { offsetLeft, offsetTop, offsetWidth } = button;
      openMenu(offsetLeft + offsetWidth, offsetTop, [
        ...this.moreEntries(id),
        ["Name", () => this.rename(id), "N"],
        ["Forget its best", () => this.#points.reset(id), "0"],
        ["Remove", () => this.#points.remove(id), "Del"],
        ["Remove all", () => this.#points.clear(), ""],
      ]);
    };
    button.addEventListener("pointerdown", (event) => {
      this.#points.select(id);
      if (event.button !== 0) return;
      button.setPointerCapture(event.pointerId);
      moved = false;
      const at = button.getBoundingClientRect();
      drag = { x: event.clientX, y: event.clientY, dx: at.left + at.width / 2 - event.clientX, dy: at.top + at.height / 2 - event.clientY };
      if (event.pointerType === "touch") pressTimer = setTimeout(menu, longPressMs);
    });
    button.addEventListener("pointermove", (event) => {
      if (!drag || (!moved && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < dragFrom)) return;
      clearTimeout(pressTimer);
      moved = true;
      const { x, y } = placeUnder(this.#stage, event.clientX + drag.dx, event.clientY + drag.dy);
      this.#points.move(id, x, y);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      button.addEventListener(end, () => {
        clearTimeout(pressTimer);
        drag = null;
      });
    }
    button.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      clearTimeout(pressTimer);
      this.#points.select(id);
      menu();
    });
    button.addEventListener("dblclick", () => moved || this.rename(id)); // a drag that follows a click ends as a double click, too
    button.addEventListener("focus", () => this.#points.select(id));
    button.addEventListener("keydown", (event) => this.#key(event, id));
  }

  #key(event, id) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 0.05 : 0.005; // of the picture
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    if (dx || dy) {
      // On the screen, so that an arrow goes where it points; as far downwards as sideways.
      const length = step * this.#stage.box.width;
      const place = placeBeside(this.#stage, this.#points.get(id), dx * length, dy * length);
      this.#points.move(id, place.x, place.y);
    } else if (event.key === "Enter" || event.key === "F2") {
      this.rename(id);
    } else if (event.key === "Escape") {
      event.target.blur(); // the arrows then move the wipe again
    } else {
      return;
    }
    event.preventDefault();
  }

  #place() {
    const { x, y, width, height } = this.#stage.box;
    Object.assign(this.#layer.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    const read = windowShare * Math.min(width, height);
    this.#layer.style.setProperty("--window", `${read}px`);
    this.#layer.style.setProperty("--target", `${Math.max(read, smallestTarget)}px`);
    for (const [id, { button }] of this.#markers) {
      const point = this.#points.get(id);
      if (!point) continue;
      const at = pointOf(this.#stage, point);
      Object.assign(button.style, { left: `${at.x}px`, top: `${at.y}px` });
      button.classList.toggle("at-right", at.x > width - 190);
    }
  }

  #read() {
    const { resolvable } = this.#points;
    for (const [id, { button, value, spoken, sign }] of this.#markers) {
      const reading = this.#readings.of(id);
      const cue = cueOf(reading);
      setTextOf(value, radiusText(reading?.radius, resolvable));
      setTextOf(spoken, `${reading?.radius == null ? ":" : " pixels,"} ${cue.text.toLowerCase()}`);
      setTextOf(sign, cue.sign);
      const state = reading?.cue ?? "";
      if (button.dataset.cue !== state) button.dataset.cue = state;
    }
  }
}
