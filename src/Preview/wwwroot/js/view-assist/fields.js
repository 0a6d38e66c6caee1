import { element } from "../dom.js";

/** The controls of the panel. Each function returns its element and a function that shows a value. */

/** outline-only: "Outline only". */
export const capitalised = (name) => name[0].toUpperCase() + name.slice(1).replaceAll("-", " ");

/** A button that is on or off. */
export function toggle({ id, label, title, key }, set) {
  const button = Object.assign(element("button", "chip", label), { id, title: key ? `${title} (${key})` : title });
  button.addEventListener("click", set);
  return [button, (on) => button.setAttribute("aria-pressed", on)];
}

/** A list with one value chosen. @param values [value, text] of each */
export function select({ id, label, values }, set) {
  const field = element("label", "field");
  const list = Object.assign(element("select"), { id });
  list.append(...values.map(([value, text]) => new Option(text, value)));
  list.addEventListener("change", () => set(list.value));
  field.append(element("span", "", label), list);
  return [field, (value) => (list.value = value)];
}

/** A slider with its value beside it. */
export function range({ id, label, min, max, step, text }, set) {
  const field = element("label", "field");
  const slider = Object.assign(element("input"), { id, type: "range", min, max, step });
  const output = element("output");
  slider.addEventListener("input", () => set(Number(slider.value)));
  field.append(element("span", "", label), slider, output);
  return [field, (value) => {
    slider.value = value;
    output.textContent = slider.ariaValueText = text(value);
  }];
}

/** Colours with one chosen. @param colours sRGB bytes of each of `names` */
export function swatches({ id, label, names, colours }, set) {
  const field = Object.assign(element("div", "field"), { id });
  field.setAttribute("role", "radiogroup");
  field.setAttribute("aria-label", label);
  const group = element("span", "swatches");
  const buttons = names.map((name, i) => {
    const button = Object.assign(element("button", "swatch"), { title: capitalised(name) });
    button.setAttribute("role", "radio");
    button.setAttribute("aria-label", capitalised(name));
    button.style.setProperty("--swatch", `rgb(${colours[i]})`);
    button.addEventListener("click", () => set(name));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation(); // elsewhere on the page the arrows have another meaning
      const next = (i + step + names.length) % names.length;
      set(names[next]);
      buttons[next].focus();
    });
    return button;
  });
  group.append(...buttons);
  field.append(element("span", "", label), group);
  return [field, (value) => buttons.forEach((button, i) => {
    button.setAttribute("aria-checked", names[i] === value);
    button.tabIndex = names[i] === value ? 0 : -1;
  })];
}
