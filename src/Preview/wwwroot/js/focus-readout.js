import { heatColour, heatPlace, heatTable } from "./heat.js";
import { settings } from "./settings.js";

/** The legend of blur radius, and the radius under the pointer: beside the cursor and as a marker on the legend. */
export function attachFocusReadout(stage, element) {
  const by = (id) => document.getElementById(id);
  const [legend, marker, limit, readout] = ["legend", "legend-marker", "legend-limit", "readout"].map(by);
  let pointer = null; // in CSS pixels of the stage; null while it is elsewhere
  let scale = ""; // what the ticks were made for

  drawColours(by("legend-colours"));

  const update = () => {
    const max = stage.maxRadius;
    legend.hidden = !stage.frame?.blur || !(settings.get("heat") || settings.get("outline"));
    const length = placeLegend(legend, stage.box, element);
    if (scale !== (scale = `${max} ${length}`)) by("legend-ticks").replaceChildren(...ticks(max, length));
    limit.hidden = !settings.get("outline");
    limit.style.bottom = `${heatPlace(settings.get("outlineLimit"), max) * 100}%`;
    const radius = radiusUnderPointer();
    readout.hidden = marker.hidden = radius === null;
    if (radius === null) return;
    by("readout-value").textContent = `${radius.toFixed(1)} px`;
    by("readout-swatch").style.background = `rgb(${heatColour(heatPlace(radius, max))})`;
    marker.style.bottom = `${heatPlace(radius, max) * 100}%`;
    // Below and right of the pointer, but above the finger, and never outside the stage.
    const { clientWidth, clientHeight } = element;
    const { offsetWidth, offsetHeight } = readout;
    const gap = pointer.touch ? { x: -offsetWidth / 2, y: -offsetHeight - 36 } : { x: 18, y: 18 };
    const left = pointer.x + gap.x + offsetWidth > clientWidth - 8 ? pointer.x - offsetWidth - 14 : pointer.x + gap.x;
    const top = pointer.y + gap.y + offsetHeight > clientHeight - 8 ? pointer.y - offsetHeight - 14 : pointer.y + gap.y;
    readout.style.transform = `translate(${Math.max(8, left)}px, ${Math.max(8, top)}px)`;
  };

  const radiusUnderPointer = () => {
    const { frame, box } = stage;
    if (!pointer || !frame?.blur) return null;
    const x = (pointer.x - box.x) / box.width;
    const y = (pointer.y - box.y) / box.height;
    if (x < 0 || y < 0 || x >= 1 || y >= 1) return null;
    const radius = frame.blur.at(x * frame.width, y * frame.height);
    return Number.isFinite(radius) ? radius : null;
  };

  const follow = (event) => {
    if (event.target.closest?.("#camera")) return leave(); // over the panel nobody asks for the radius
    const at = element.getBoundingClientRect();
    pointer = { x: event.clientX - at.left, y: event.clientY - at.top, touch: event.pointerType === "touch" };
    update();
  };
  const leave = () => {
    pointer = null;
    update();
  };
  element.addEventListener("pointermove", follow);
  element.addEventListener("pointerdown", follow);
  element.addEventListener("pointerleave", leave);
  element.addEventListener("pointercancel", leave);
  element.addEventListener("pointerup", (event) => event.pointerType === "touch" && leave());
  for (const name of ["presented", "layout", "scale"]) stage.addEventListener(name, update);
  settings.addEventListener("change", update);
  update();
}

/** Beside or below the picture where the letterbox has room for it, else in the picture's lower right corner. */
function placeLegend(legend, box, element) {
  const right = element.clientWidth - box.x - box.width;
  const below = element.clientHeight - box.y - box.height;
  const chrome = legend.offsetHeight - parseFloat(getComputedStyle(legend).getPropertyValue("--length"));
  const gap = 16;
  const beside = right >= legend.offsetWidth + 2 * gap;
  const beneath = !beside && below >= chrome + 80 + 2 * gap;
  const room = beneath ? below - chrome - 2 * gap : box.height * 0.45 - chrome;
  const length = Math.round(Math.min(Math.max(room, 80), 220));
  legend.style.setProperty("--length", `${length}px`);
  legend.style.right = `${Math.round(beside ? (right - legend.offsetWidth) / 2 : beneath ? gap : right + gap)}px`;
  legend.style.bottom = `${Math.round(beneath ? below - legend.offsetHeight - gap : below + gap)}px`;
  return length;
}

/** Ticks in pixels: 0, and by halves from the end of the scale down to 1, as far as there is room for their labels. */
function ticks(max, length) {
  const values = [max];
  const room = 20 / length;
  for (let value = max / 2; value >= 0.9; value /= 2) {
    if (heatPlace(values.at(-1), max) - heatPlace(value, max) > room && heatPlace(value, max) > room) values.push(value);
  }
  return [0, ...values.reverse()].map((value) => {
    const item = document.createElement("li");
    item.style.bottom = `${heatPlace(value, max) * 100}%`;
    item.append(Number(value.toFixed(1)).toString());
    const unit = document.createElement("small");
    unit.textContent = "px";
    item.append(unit);
    return item;
  });
}

function drawColours(canvas) {
  const context = canvas.getContext("2d");
  const column = context.createImageData(1, 256);
  const table = heatTable();
  for (let i = 0; i < 256; i++) column.data.set(table.subarray(i * 4, i * 4 + 4), (255 - i) * 4);
  context.putImageData(column, 0, 0);
}
