/**
 * A clip and its kept source: two videos that show the same moment. The source follows the clip. While playing, its rate is adjusted a
 * little; when paused, both show the same frame.
 *
 * Fires "time" when the moment shown has changed, "state" when it plays, pauses or changes its rate.
 */
export class Playback extends EventTarget {
  #fps = 30;
  #knownSeconds = 0; // length in the sidecar, used until the video is loaded
  #seekTarget = null; // seconds; where to go, or null when no seek is under way
  #playAfterSeek = false;
  #open = false;
  #hasSource = false;
  #correctedAt = 0;
  #ticking = 0;

  constructor(sharp, source) {
    super();
    Object.assign(this, { sharp, source });
    for (const event of ["play", "pause", "ratechange", "ended"]) sharp.addEventListener(event, () => this.#changed());
    for (const event of ["timeupdate", "seeking", "loadeddata"]) sharp.addEventListener(event, () => this.dispatchEvent(new Event("time")));
    sharp.addEventListener("seeked", () => this.#onSeeked());
    source.addEventListener("loadeddata", () => this.#align());
    // The source waits for data: without a correction the two would drift apart by that time.
    source.addEventListener("waiting", () => this.playing && this.#correct(performance.now()));
  }

  /** Plays a clip from its first frame; `source` is null when there is no kept source. */
  open(sharp, source, fps, seconds) {
    this.close();
    [this.#fps, this.#knownSeconds, this.#open, this.#hasSource] = [fps || 30, seconds ?? 0, true, Boolean(source)];
    this.sharp.src = sharp;
    if (source) this.source.src = source;
    this.play(1);
  }

  /** Stops both videos and their downloads. */
  close() {
    [this.#open, this.#hasSource, this.#seekTarget, this.#playAfterSeek, this.#knownSeconds] = [false, false, null, false, 0];
    for (const video of [this.sharp, this.source]) {
      video.pause();
      video.playbackRate = 1;
      video.removeAttribute("src");
      video.load(); // ends the download
    }
  }

  /** The time shown, or the target of the seek under way, in seconds. */
  get now() {
    return this.#seekTarget ?? (this.#open ? this.sharp.currentTime : 0);
  }

  /** Length in seconds. */
  get length() {
    return Number.isFinite(this.sharp.duration) ? this.sharp.duration : this.#knownSeconds;
  }

  get playing() {
    return this.#open && !this.sharp.paused && !this.sharp.ended;
  }

  get rate() {
    return this.sharp.playbackRate;
  }

  /** Plays or pauses. */
  toggle() {
    if (this.playing || this.#playAfterSeek) this.pause();
    else this.play(1);
  }

  /** Plays at a rate, from the target of the seek under way if there is one. */
  play(rate) {
    if (!this.#open) return;
    this.sharp.playbackRate = rate;
    if (this.sharp.ended && this.#seekTarget === null) this.seek(0);
    this.#playAfterSeek = this.#seekTarget !== null; // only after the seek: a video that plays at its end would end again
    if (!this.#playAfterSeek) this.sharp.play().catch(() => {}); // a video that cannot be played fires "error"
  }

  /** Plays; each further call doubles the rate, up to eight times. */
  faster() {
    this.play(this.playing ? Math.min(this.rate * 2, 8) : 1);
  }

  pause() {
    this.#playAfterSeek = false;
    this.sharp.pause();
    this.sharp.playbackRate = 1;
  }

  /** Goes to the frame at a time in seconds; while a seek is under way, only the last target counts. */
  seek(seconds) {
    if (!this.#open) return;
    const last = Math.max(0, Math.ceil(this.length * this.#fps - 0.01) - 1);
    const frame = Math.min(Math.max(Math.floor(seconds * this.#fps + 0.01), 0), last);
    this.#seekTarget = (frame + 0.5) / this.#fps; // the middle of the frame, so that no rounding shows its neighbour
    if (!this.sharp.seeking) this.sharp.currentTime = this.#seekTarget;
    this.dispatchEvent(new Event("time"));
  }

  /** Goes a number of frames forward, or back when negative. */
  step(frames) {
    if (this.playing) this.pause();
    this.seek((Math.floor(this.now * this.#fps + 0.01) + frames) / this.#fps);
  }

  /** How far the source is ahead of the clip, in seconds. */
  get drift() {
    return this.#hasSource ? this.source.currentTime - this.sharp.currentTime : 0;
  }

  #onSeeked() {
    if (this.sharp.seeking) return; // of an earlier seek: the last one is still under way
    const target = this.#seekTarget;
    if (target !== null && Math.abs(this.sharp.currentTime - target) > 1e-4) {
      this.sharp.currentTime = target;
      return;
    }
    this.#seekTarget = null;
    if (this.#hasSource && this.playing) this.source.currentTime = this.sharp.currentTime;
    this.#align();
    if (this.#playAfterSeek) this.play(this.rate);
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
    if (!this.playing || this.#ticking === at) return; // called twice in one animation frame
    this.#ticking = at;
    this.#correct(at);
    this.dispatchEvent(new Event("time"));
    requestAnimationFrame((next) => this.#tick(next));
  }

  // A small drift is corrected by the rate, which is not visible; more than 0.1 s by a jump, but not at every frame.
  #correct(at) {
    if (!this.#hasSource || this.source.seeking || this.sharp.seeking || this.source.readyState < 2) return;
    const drift = this.drift;
    if (Math.abs(drift) > 0.1) {
      if (at - this.#correctedAt > 700) {
        this.#correctedAt = at;
        this.source.currentTime = this.sharp.currentTime + 0.04 * this.rate; // the jump itself takes about 40 ms
      }
    } else {
      const correction = Math.abs(drift) > 0.25 / this.#fps ? Math.min(Math.max(1 - 3 * drift, 0.85), 1.15) : 1;
      const rate = this.rate * correction;
      if (Math.abs(this.source.playbackRate - rate) > 0.005) this.source.playbackRate = rate;
    }
    if (this.source.paused && !this.source.ended) this.source.play().catch(() => {});
  }

  #align() {
    if (this.#hasSource && !this.playing && Math.abs(this.drift) > 1e-4) this.source.currentTime = this.sharp.currentTime;
  }
}
