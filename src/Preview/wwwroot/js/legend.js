import { byId, element } from "./dom.js";
import { heatPlace, heatTable } from "./heat-scale.js";
import { choicesOf, isOn, overlays, valueOf } from "./overlay-registry.js";
import { settings } from "./settings.js";

/** The legend of blur radius: the colour scale, its ticks, and radii that overlays mark. Shown while an overlay with a legend is on. */
export function attachLegend(stage) {
  const legend = byId("legend");
  let scale = ""; // what the ticks were made for

  drawColours(byId("legend-colours"));

  const update = () => {
    const shown = overlays.filter((overlay) => overlay.legend && isOn(overlay));
    legend.hidden = !stage.frame?.blur || shown.length === 0;
    if (legend.hidden) return;
    const max = stage.maxRadius;
    const length = placeLegend(legend, stage.box);
    if (scale !== (scale = `${max} ${length}`)) byId("legend-ticks").replaceChildren(...ticks(max, length));
    const marks = shown.flatMap((overlay) => overlay.legend(valueOf(overlay)).map((radius) => markAt(heatPlace(radius, max), colourOf(overlay))));
    byId("legend-marks").replaceChildren(...marks);
  };
  for (const name of ["presented", "layout", "scale"]) stage.addEventListener(name, update);
  settings.addEventListener("change", update);
  update();
}

/** Places the legend beside or below the picture where there is room, else in its lower right corner. Returns the scale's length. */
function placeLegend(legend, box) {
  const { clientWidth, clientHeight } = byId("stage");
  const panel = byId("view-assist");
  const covered = panel.offsetWidth > 0 && panel.offsetWidth < clientWidth / 2 ? panel.offsetWidth + 2 * 16 : 0; // of the stage, at its right
  const right = clientWidth - box.x - box.width;
  const below = clientHeight - box.y - box.height;
  const chrome = legend.offsetHeight - parseFloat(getComputedStyle(legend).getPropertyValue("--length"));
  const gap = 16;
  const beside = !covered && right >= legend.offsetWidth + 2 * gap;
  const beneath = !beside && below >= chrome + 80 + 2 * gap;
  const room = beneath ? below - chrome - 2 * gap : box.height * 0.45 - chrome;
  const length = Math.round(Math.min(Math.max(room, 80), 220));
  legend.style.setProperty("--length", `${length}px`);
  legend.style.right = `${Math.round(beside ? (right - legend.offsetWidth) / 2 : beneath ? Math.max(gap, covered) : Math.max(right, covered) + gap)}px`;
  legend.style.bottom = `${Math.round(beneath ? below - legend.offsetHeight - gap : below + gap)}px`;
  return length;
}

/** Ticks in pixels: 0, the end of the scale, and its halves down to 1, as far as their labels have room. */
function ticks(max, length) {
  const values = [max];
  const room = 18 / length; // of a label: 15 pixels and a gap
  for (let value = max / 2; value >= 0.9; value /= 2) {
    if (heatPlace(values.at(-1), max) - heatPlace(value, max) > room && heatPlace(value, max) > room) values.push(value);
  }
  return [0, ...values.reverse()].map((value) => {
    const item = element("li", "", Number(value.toFixed(1)).toString());
    item.style.bottom = `${heatPlace(value, max) * 100}%`;
    item.append(element("small", "", "px"));
    return item;
  });
}

// sRGB bytes that the user has chosen for an overlay; undefined when it has no choice of colours.
const colourOf = ({ name, choices = [] }) => {
  const choice = choices.find(({ colours }) => colours);
  return choice?.colours[choicesOf({ name, choices })[choice.name]];
};

function markAt(place, colour) {
  const mark = element("span", "legend-mark");
  if (colour) mark.style.setProperty("--mark", `rgb(${colour})`);
  mark.style.bottom = `${place * 100}%`;
  return mark;
}

function drawColours(canvas) {
  const context = canvas.getContext("2d");
  const column = context.createImageData(1, 256);
  const table = heatTable();
  for (let i = 0; i < 256; i++) column.data.set(table.subarray(i * 4, i * 4 + 4), (255 - i) * 4);
  context.putImageData(column, 0, 0);
}
