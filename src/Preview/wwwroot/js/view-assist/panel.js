import { byId, element } from "../dom.js";
import { isChanged, turnOn } from "../orientation.js";
import { settings } from "../settings.js";
import { capitalised, range, select, toggle } from "./fields.js";
import { forgetLayout, pickLayout } from "../guides/layout.js";
import { aspects, grids } from "../guides/guides.js";
import { zooms } from "../loupe/loupe.js";

settings.define("viewAssist", false);

/** The panel of view assist: what helps to judge the picture and does not need a place on the tool bar. */
export function attachViewAssist() {
  const panel = byId("view-assist");
  const button = byId("view-assist-open");
  button.addEventListener("click", toggleViewAssist);
  byId("view-assist-close").addEventListener("click", closeViewAssist);
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    closeViewAssist();
  });
  const updates = [...exposure(), ...loupe(), ...guides(), ...view()];
  const show = () => {
    panel.hidden = !settings.get("viewAssist");
    button.setAttribute("aria-pressed", !panel.hidden);
    button.setAttribute("aria-expanded", !panel.hidden);
    document.body.classList.toggle("assisting", !panel.hidden);
    for (const update of updates) update();
  };
  settings.addEventListener("change", show);
  show();
}

/** Opens the panel and moves the focus there, or closes it. */
export function toggleViewAssist() {
  settings.toggle("viewAssist");
  if (settings.get("viewAssist")) byId("view-assist-close").focus({ focusVisible: false });
}

function closeViewAssist() {
  settings.set({ viewAssist: false });
  byId("view-assist-open").focus({ focusVisible: false });
}

/** The group of the panel that holds an overlay's tool and choices: its own, within the section of what it reads. */
export function groupOf(overlay) {
  const id = `assist-${overlay.name}`;
  if (byId(id)) return byId(id);
  const group = Object.assign(element("div", "group"), { id });
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", overlay.title);
  if (!overlay.panel) group.append(element("h4", "", overlay.title));
  byId(overlay.reads === "picture" ? "assist-exposure" : "assist-focus").append(group);
  return group;
}

function exposure() {
  return [
    chip("assist-scopes", "histogram", "Histogram", "Histogram of the picture", "W"),
    chip("assist-scopes", "waveform", "Waveform", "Waveform of the picture: its levels at each column", "W"),
    list("assist-scopes", "scopeChannels", "Scopes show", [["luma", "Luma"], ["rgb", "RGB"]]),
  ];
}

function loupe() {
  return [
    chip("assist-loupe", "loupe", "Loupe", "Loupe: source and deblurred side by side, magnified", "Shift L"),
    list("assist-loupe", "loupeZoom", "Magnification", zooms.map((zoom) => [zoom, `${zoom} %`]), Number),
  ];
}

function guides() {
  const [pick, showPick] = toggle({ id: "layout-pick", label: "Layout…", title: "Lay a PNG over the picture" }, pickLayout);
  const [forget] = toggle({ id: "layout-forget", label: "Remove", title: "Remove the layout" }, forgetLayout);
  byId("assist-layout").append(pick, forget);
  showPick(false);
  pick.removeAttribute("aria-pressed"); // it opens a dialog: it is not on or off
  const [opacity, showOpacity] = range(
    { id: "layout-opacity", label: "Opacity of the layout", min: 0.1, max: 1, step: 0.05, text: (value) => `${Math.round(value * 100)} %` },
    (value) => settings.set({ layout: true, layoutOpacity: value }));
  const showLayout = chip("assist-layout", "layout", "Show", "Show the layout over the picture");
  byId("assist-layout").append(opacity);
  return [
    list("assist-guides", "grid", "Grid", grids.map((name) => [name, capitalised(name)])),
    list("assist-guides", "aspect", "Frame for", aspects.map((name) => [name, capitalised(name)])),
    chip("assist-guides", "safeAreas", "Safe areas", "Safe areas for action (93 %) and titles (90 %), SMPTE ST 2046-1"),
    chip("assist-guides", "cross", "Centre cross", "Cross at the picture's centre"),
    () => {
      showLayout();
      showOpacity(settings.get("layoutOpacity"));
    },
  ];
}

function view() {
  const [turn, showTurn] = toggle({ id: "turn", label: "Turn", title: "Turn the view by a quarter", key: "Q" }, turnOn);
  byId("assist-view").append(turn);
  return [
    () => {
      showTurn(settings.get("turn") !== 0);
      turn.textContent = settings.get("turn") ? `Turned ${settings.get("turn")}°` : "Turn";
      byId("view-assist-open").classList.toggle("changed", isChanged());
    },
    chip("assist-view", "mirrorX", "Mirror ↔", "Mirror the view left to right"),
    chip("assist-view", "mirrorY", "Mirror ↕", "Mirror the view top to bottom"),
  ];
}

function chip(group, name, label, title, key) {
  const [button, show] = toggle({ id: name, label, title, key }, () => settings.toggle(name));
  byId(group).append(button);
  return () => show(settings.get(name));
}

function list(group, name, label, values, read = String) {
  const [field, show] = select({ id: name, label, values }, (value) => settings.set({ [name]: read(value) }));
  byId(group).append(field);
  return () => show(settings.get(name));
}
