import { byId, element } from "./dom.js";
import { capitalised, select, swatches } from "./view-assist/fields.js";
import { isOn, optionKey, overlays, setValue, valueOf } from "./overlay-registry.js";
import { settings } from "./settings.js";

/**
 * The tools of overlays: for each a button, the slider of its control, and the value as text if the control has one. They stand on the
 * tool bar, or with `panel` on the panel of view assist, in the group that `place` returns for the overlay. Choices always stand there.
 */
export function attachOverlayTools(place) {
  const updates = overlays.flatMap((overlay) => {
    const tool = element("div", "tool");
    (overlay.panel ? place(overlay) : byId("overlays")).append(tool);
    return [addTool(overlay, tool), ...(overlay.choices ?? []).map((choice) => addChoice(overlay, choice, place(overlay)))];
  });
  document.body.classList.toggle("many-overlays", byId("overlays").childElementCount > 2);
  const show = () => updates.forEach((update) => update());
  settings.addEventListener("change", show);
  show();
}

function addTool(overlay, tool) {
  const { name, label, title, key, icon, control } = overlay;
  const button = Object.assign(element("button"), { id: name, title: key ? `${title} (${key.toUpperCase()})` : title });
  button.innerHTML = icon ? `<svg viewBox="0 0 24 24">${icon}</svg>` : "";
  button.append(element("span", "", label));
  button.addEventListener("click", () => settings.toggle(name));
  tool.append(button);
  const showButton = () => button.setAttribute("aria-pressed", isOn(overlay));
  if (!control) return showButton;

  const { min, max, step } = control;
  const slider = Object.assign(element("input"), { id: `${name}-${control.name}`, type: "range", min, max, step });
  slider.setAttribute("aria-label", control.label);
  slider.addEventListener("input", () => setValue(overlay, Number(slider.value)));
  tool.append(slider);
  const output = control.text && Object.assign(element("output"), { id: `${name}-value` });
  if (output) tool.append(output);
  return () => {
    showButton();
    slider.value = valueOf(overlay);
    if (output) output.textContent = slider.ariaValueText = control.text(valueOf(overlay));
  };
}

function addChoice(overlay, choice, group) {
  const key = optionKey(overlay, choice);
  const set = (value) => settings.set({ [overlay.name]: true, [key]: value });
  const [field, show] = choice.colours
    ? swatches({ id: `${overlay.name}-${choice.name}`, label: choice.label, names: choice.values, colours: choice.colours }, set)
    : select({ id: `${overlay.name}-${choice.name}`, label: choice.label, values: choice.values.map((name) => [name, capitalised(name)]) }, set);
  group.append(field);
  return () => show(settings.get(key));
}

/** What the keys of the overlays do, and their rows for the sheet of keys. */
export function overlayKeys() {
  const actions = {};
  const rows = [];
  for (const overlay of overlays) {
    const { name, key, title, control } = overlay;
    if (key) {
      actions[key] = () => settings.toggle(name);
      rows.push([[key.toUpperCase()], title]);
    }
    if (!control?.keys) continue;
    control.keys.forEach((keys, i) => {
      const change = (i ? 1 : -1) * (control.keyStep ?? control.step);
      for (const one of keys) actions[one] = () => setValue(overlay, valueOf(overlay) + change);
    });
    rows.push([control.keys.map((keys) => keys[0].replace("-", "−")), control.help ?? control.label]);
  }
  return { actions, rows };
}
