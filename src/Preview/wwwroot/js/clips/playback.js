/**
 * A clip and, beside it, its kept source: two videos that show the same moment. The first leads; the second follows it, its rate bent
 * a little while playing, and is set to the same frame whenever the first stands still.
 *
 * Fires "time" whenever the moment shown has changed, "state" when it plays, stops or changes its rate.
 */
export class Playback extends EventTarget {
  #fps = 30;
  #known = 0; // length as the sidecar tells it, until the video does
  #wanted = null; // where to seek once the seek under way is done
  #resume = false; // whether to play from there
  #open = false;
  #hasSource = false;
  #correctedAt = 0;
  #ticking = 0;

  constructor(sharp, source) {
    super();
    Object.assign(this, { sharp, source });
    for (const event of ["play", "pause", "ratechange", "ended"]) sharp.addEventListener(event, () => this.#changed());
    for (const event of ["timeupdate", "seeking", "loadeddata"]) sharp.addEventListener(event, () => this.dispatchEvent(new Event("time")));
    sharp.addEventListener("seeked", () => this.#settle());
    source.addEventListener("loadeddata", () => this.#align());
    // Waiting for data: the clip waits with it, else the two drift apart by what the pause lasts.
    source.addEventListener("waiting", () => this.playing && this.#correct(performance.now()));
  }

  /** Plays a clip from its first frame; `source` is null when there is none to compare with. */
  open(sharp, source, fps, seconds) {
    this.close();
    [this.#fps, this.#known, this.#open, this.#hasSource] = [fps || 30, seconds ?? 0, true, Boolean(source)];
    this.sharp.src = sharp;
    if (source) this.source.src = source;
    this.play(1);
  }

  close() {
    [this.#open, this.#hasSource, this.#wanted, this.#resume, this.#known] = [false, false, null, false, 0];
    for (const video of [this.sharp, this.source]) {
      video.pause();
      video.playbackRate = 1;
      video.removeAttribute("src");
      video.load(); // ends the download
    }
  }

  /** The moment shown, or on its way, in seconds. */
  get now() {
    return this.#wanted ?? (this.#open ? this.sharp.currentTime : 0);
  }

  get length() {
    return Number.isFinite(this.sharp.duration) ? this.sharp.duration : this.#known;
  }

  get playing() {
    return this.#open && !this.sharp.paused && !this.sharp.ended;
  }

  get rate() {
    return this.sharp.playbackRate;
  }

  toggle() {
    if (this.playing || this.#resume) this.pause();
    else this.play(1);
  }

  play(rate) {
    if (!this.#open) return;
    this.sharp.playbackRate = rate;
    if (this.sharp.ended && this.#wanted === null) this.seek(0);
    this.#resume = this.#wanted !== null; // only once it is there: a video told to play where it ends would end again
    if (!this.#resume) this.sharp.play().catch(() => {}); // what cannot be played has said so by its error
  }

  /** Plays, and twice as fast at each further call, up to eight times. */
  faster() {
    this.play(this.playing ? Math.min(this.rate * 2, 8) : 1);
  }

  pause() {
    this.#resume = false;
    this.sharp.pause();
    this.sharp.playbackRate = 1;
  }

  /** To a moment; while a seek is under way, only the last wish counts. */
  seek(seconds) {
    if (!this.#open) return;
    const last = Math.max(0, Math.ceil(this.length * this.#fps - 0.01) - 1);
    const frame = Math.min(Math.max(Math.floor(seconds * this.#fps + 0.01), 0), last);
    this.#wanted = (frame + 0.5) / this.#fps; // the middle of the frame, so that no rounding shows its neighbour
    if (!this.sharp.seeking) this.sharp.currentTime = this.#wanted;
    this.dispatchEvent(new Event("time"));
  }

  /** Frames on, or back. */
  step(frames) {
    if (this.playing) this.pause();
    this.seek((Math.floor(this.now * this.#fps + 0.01) + frames) / this.#fps);
  }

  /** By how much the source is ahead, in seconds. */
  get drift() {
    return this.#hasSource ? this.source.currentTime - this.sharp.currentTime : 0;
  }

  #settle() {
    if (this.sharp.seeking) return; // news of a seek that another has followed since: what is wanted is still to come
    const wanted = this.#wanted;
    if (wanted !== null && Math.abs(this.sharp.currentTime - wanted) > 1e-4) {
      this.sharp.currentTime = wanted;
      return;
    }
    this.#wanted = null;
    if (this.#hasSource && this.playing) this.source.currentTime = this.sharp.currentTime;
    this.#align();
    if (this.#resume) this.play(this.rate);
    this.dispatchEvent(new Event("time"));
  }

  #changed() {
    if (this.#hasSource) {
      if (this.playing) {
        this.source.playbackRate = this.rate;
        this.source.play().catch(() => {});
      } else {
        this.source.pause();
        this.#align();
      }
    }
    if (this.playing) requestAnimationFrame((at) => this.#tick(at));
    this.dispatchEvent(new Event("state"));
  }

  #tick(at) {
    if (!this.playing || this.#ticking === at) return; // two starts in one frame are one
    this.#ticking = at;
    this.#correct(at);
    this.dispatchEvent(new Event("time"));
    requestAnimationFrame((next) => this.#tick(next));
  }

  // Little is made good by rate, which nobody sees; more than a tenth of a second by a jump, but not at every frame.
  #correct(at) {
    if (!this.#hasSource || this.source.seeking || this.sharp.seeking || this.source.readyState < 2) return;
    const drift = this.drift;
    if (Math.abs(drift) > 0.1) {
      if (at - this.#correctedAt > 700) {
        this.#correctedAt = at;
        this.source.currentTime = this.sharp.currentTime + 0.04 * this.rate; // about what the jump itself takes
      }
    } else {
      const bend = Math.abs(drift) > 0.25 / this.#fps ? Math.min(Math.max(1 - 3 * drift, 0.85), 1.15) : 1;
      const rate = this.rate * bend;
      if (Math.abs(this.source.playbackRate - rate) > 0.005) this.source.playbackRate = rate;
    }
    if (this.source.paused && !this.source.ended) this.source.play().catch(() => {});
  }

  #align() {
    if (this.#hasSource && !this.playing && Math.abs(this.drift) > 1e-4) this.source.currentTime = this.sharp.currentTime;
  }
}
