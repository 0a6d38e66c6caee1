import { heatPlace } from "../heat-scale.js";

/**
 * The curves of the focus track: the radius that the sharpest tenth of the picture stays below, that of its centre, and the median. Ticks
 * below them show frames that were repeated because none came in time. The scale is that of the heat map, 0 at the bottom. A curve has a
 * gap where nothing was measured.
 */

/** CSS pixels around the curves. */
export const margin = { left: 46, right: 12, top: 8, bottom: 12 };

const lines = [["median", "#77777e", 1.5], ["centre", "#f2f2f3", 1.75], ["sharpest", "#3ee08f", 1.75]];

/** Draws the curves of a clip into a context of width x height CSS pixels. */
export function drawCurves(context, width, height, { timeline, seconds, fps }) {
  const area = { x: margin.left, y: margin.top, width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
  context.fillStyle = "#1b1b1d";
  context.fillRect(area.x, area.y, area.width, area.height);
  const count = timeline?.median?.length ?? 0;
  if (!count || !(seconds > 0)) return;
  const max = scaleEnd(timeline);
  drawScale(context, area, max);
  const known = { ...area, width: area.width * Math.min(1, count / fps / seconds) }; // the clip may be longer than its sidecar says
  for (const [name, colour, weight] of lines) drawLine(context, known, timeline[name], max, colour, weight);
  context.fillStyle = "#ffb54599";
  const tickWidth = Math.max(1, known.width / count);
  for (const frame of repeatedFrames(timeline)) {
    context.fillRect(area.x + (frame / count) * known.width, area.y + area.height + 4, tickWidth, 3);
  }
}

/** Whether a value of the track is a radius: it is -1 where none was measured. */
export const isMeasured = (value) => value >= 0;

/** Numbers of the frames that repeat the one before: both were captured at the same time. */
export function repeatedFrames(timeline) {
  const captured = timeline?.captured ?? [];
  const frames = [];
  for (let i = 1; i < captured.length; i++) if (captured[i] === captured[i - 1]) frames.push(i);
  return frames;
}

/** The end of the scale in pixels: a power of two that holds the curves, at least 4. */
function scaleEnd({ median, centre, sharpest }) {
  let highest = 0;
  for (const list of [median, centre, sharpest]) for (const value of list) highest = Math.max(highest, value / 100);
  return 2 ** Math.max(2, Math.ceil(Math.log2(highest || 1)));
}

function drawScale(context, area, max) {
  context.font = "500 12px system-ui, sans-serif";
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillStyle = "#a2a2a8";
  let above = -Infinity;
  for (const radius of [max, max / 4, max / 16, 0]) {
    if (radius && radius < 0.5) continue;
    const y = area.y + area.height * (1 - heatPlace(radius, max));
    context.fillStyle = "#2c2c2f";
    context.fillRect(area.x, Math.round(y), area.width, 1);
    if (y - above < 14) continue;
    above = y;
    context.fillStyle = "#a2a2a8";
    context.fillText(`${radius} px`, area.x - 8, Math.min(Math.max(y, 7), area.y + area.height - 2));
  }
}

// One column of pixels may hold many frames: it then shows their lowest and highest value, so that a short loss of focus stays visible.
function drawLine(context, area, values, max, colour, weight) {
  const y = (value) => area.y + area.height * (1 - heatPlace(value / 100, max));
  const columns = Math.min(values.length, Math.max(1, Math.floor(area.width)));
  context.beginPath();
  let isDrawing = false;
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / columns));
    let [low, high] = [Infinity, -Infinity];
    for (const value of values.slice(from, to).filter(isMeasured)) [low, high] = [Math.min(low, value), Math.max(high, value)];
    const x = area.x + ((column + 0.5) / columns) * area.width;
    if (low > high) {
      isDrawing = false;
      continue;
    }
    if (!isDrawing) context.moveTo(x - 0.5, y(low)); // half a pixel before: a column on its own is seen, too
    isDrawing = true;
    context.lineTo(x, y(low));
    if (high > low) context.lineTo(x, y(high));
  }
  Object.assign(context, { strokeStyle: colour, lineWidth: weight, lineJoin: "round" });
  context.stroke();
}
