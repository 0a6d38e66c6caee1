/** What one point read in the last seconds: a ring of times and radii. Adding allocates nothing. */
export class History {
  /** Length of the history in milliseconds. */
  static spanMs = 10_000;

  static #room = 1200; // readings: the span at 120 frames a second
  #times = new Float64Array(History.#room);
  #radii = new Float32Array(History.#room);
  #next = 0;
  #count = 0;

  get length() {
    return this.#count;
  }

  /** Time in milliseconds of the newest reading; NaN before any. */
  get newest() {
    return this.#count ? this.#times[this.#index(this.#count - 1)] : NaN;
  }

  /**
   * Adds a reading. A radius of NaN is a gap. A frame that is shown again adds nothing. When the clock runs backwards, the stream is
   * another one: the history begins anew.
   */
  add(time, radius) {
    if (time === this.newest) return;
    if (time < this.newest) this.#count = 0;
    this.#times[this.#next] = time;
    this.#radii[this.#next] = radius;
    this.#next = (this.#next + 1) % History.#room;
    this.#count = Math.min(this.#count + 1, History.#room);
  }

  /** Time of a reading, the oldest first. */
  time = (i) => this.#times[this.#index(i)];

  /** Radius of a reading in pixels; NaN where there was no texture. */
  radius = (i) => this.#radii[this.#index(i)];

  #index = (i) => (this.#next - this.#count + i + History.#room) % History.#room;

  /** The readings as an array of [time, radius or null], and back. */
  toJSON() {
    return Array.from({ length: this.#count }, (_, i) => [this.time(i), Number.isNaN(this.radius(i)) ? null : this.radius(i)]);
  }

  static from(readings) {
    const history = new History();
    for (const [time, radius] of readings) history.add(time, radius ?? NaN);
    return history;
  }
}
