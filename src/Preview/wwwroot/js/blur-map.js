/**
 * The blur map of one frame: radius of the circle of confusion in pixels, one float16 a cell of `stride` pixels, and how far each can be
 * trusted, one byte a cell: 0 not at all, 255 wholly.
 */
export class BlurMap {
  constructor(halves, confidence, width, height, stride) {
    this.halves = halves;
    this.confidence = confidence;
    this.width = width;
    this.height = height;
    this.stride = stride;
  }

  /** Radius in pixels at a place of the picture (in its pixels), interpolated between the centres of cells. */
  at = (x, y) => this.#interpolate(x, y, this.#cell);

  /** How far the radius at a place of the picture can be trusted, 0 to 1. */
  confidenceAt = (x, y) => this.#interpolate(x, y, this.#confidenceCell);

  #interpolate(x, y, cell) {
    const column = Math.min(Math.max(x / this.stride - 0.5, 0), this.width - 1);
    const row = Math.min(Math.max(y / this.stride - 0.5, 0), this.height - 1);
    const left = Math.floor(column);
    const top = Math.floor(row);
    const right = Math.min(left + 1, this.width - 1);
    const bottom = Math.min(top + 1, this.height - 1);
    const upper = mix(cell(left, top), cell(right, top), column - left);
    const lower = mix(cell(left, bottom), cell(right, bottom), column - left);
    return mix(upper, lower, row - top);
  }

  #cell = (column, row) => toNumber(this.halves[row * this.width + column]);

  #confidenceCell = (column, row) => this.confidence[row * this.width + column] / 255;
}

const mix = (from, to, share) => from + (to - from) * share;

/** IEEE 754 binary16. */
function toNumber(half) {
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  const sign = half & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024));
}
