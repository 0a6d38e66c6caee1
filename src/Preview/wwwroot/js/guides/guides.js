import { byId } from "../dom.js";
import { settings } from "../settings.js";

/** Guides over the picture as it stands on the screen: grid, frame of another aspect, safe areas, centre cross. Only of the view. */

export const grids = ["none", "thirds", "quarters", "golden-ratio", "diagonals"];
export const aspects = ["whole picture", "1:1", "4:5", "5:4", "3:2", "4:3", "9:16", "16:9", "1.85:1", "2.39:1"];

settings.define("grid", "none", (value) => grids.includes(value));
settings.define("aspect", aspects[0], (value) => aspects.includes(value));
settings.define("safeAreas", false);
settings.define("cross", false);

export const nextGrid = () => settings.set({ grid: grids[(grids.indexOf(settings.get("grid")) + 1) % grids.length] });

const golden = (Math.sqrt(5) - 1) / 2;
const lines = { none: [], thirds: [1 / 3, 2 / 3], quarters: [1 / 4, 1 / 2, 3 / 4], "golden-ratio": [1 - golden, golden], diagonals: [] };
// Shares of width and height: SMPTE ST 2046-1.
const actionSafe = 0.93;
const titleSafe = 0.9;

export function attachGuides(stage) {
  const drawing = byId("guides");
  const update = () => {
    const { width, height } = stage.box;
    drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
    if (!width || !height) return;
    const frame = frameOf(width, height);
    const isWhole = width - frame.width < 1 && height - frame.height < 1; // a pixel that is not whole comes of rounding
    path("guide-mask", !isWhole ? `${rectangle({ x: 0, y: 0, width, height })}${rectangle(frame)}` : "");
    path("guide-frame", isWhole ? "" : rectangle(frame));
    path("guide-grid", grid(frame));
    path("guide-safe", settings.get("safeAreas") ? rectangle(shrink(frame, actionSafe)) + corners(shrink(frame, titleSafe)) : "");
    path("guide-cross", settings.get("cross") ? cross(frame) : "");
  };
  stage.addEventListener("layout", update);
  settings.addEventListener("change", update);
  update();
}

/** The largest rectangle of the chosen aspect in the middle of the picture. */
function frameOf(width, height) {
  const [across, down] = settings.get("aspect").split(":").map(Number);
  const aspect = down ? across / down : width / height;
  const fitted = { width: Math.min(width, height * aspect), height: Math.min(height, width / aspect) };
  return { x: (width - fitted.width) / 2, y: (height - fitted.height) / 2, ...fitted };
}

// Each guide is drawn twice: dark and wide below, light and thin above, so that it shows on any picture.
function path(name, shape) {
  for (const one of byId("guides").querySelectorAll(`.${name}`)) one.setAttribute("d", shape);
}

const rectangle = ({ x, y, width, height }) => `M${x} ${y}h${width}v${height}h${-width}z`;

// The corners of a rectangle: enough to see where it is, less to look at.
function corners({ x, y, width, height }) {
  const arm = Math.min(width, height) * 0.08;
  const corner = (left, top, across, down) => `M${left + across * arm} ${top}H${left}V${top + down * arm}`;
  const [right, bottom] = [x + width, y + height];
  return corner(x, y, 1, 1) + corner(right, y, -1, 1) + corner(x, bottom, 1, -1) + corner(right, bottom, -1, -1);
}

const shrink = ({ x, y, width, height }, share) => ({
  x: x + (width * (1 - share)) / 2,
  y: y + (height * (1 - share)) / 2,
  width: width * share,
  height: height * share,
});

function grid({ x, y, width, height }) {
  const name = settings.get("grid");
  if (name === "diagonals") return `M${x} ${y}l${width} ${height}M${x + width} ${y}l${-width} ${height}`;
  return lines[name].map((at) => `M${x + at * width} ${y}v${height}M${x} ${y + at * height}h${width}`).join("");
}

function cross({ x, y, width, height }) {
  const arm = Math.min(width, height) * 0.04;
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  return `M${middleX - arm} ${middleY}h${2 * arm}M${middleX} ${middleY - arm}v${2 * arm}`;
}
