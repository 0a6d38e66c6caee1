import { clock, size } from "../format.js";
import { attachDivider } from "../wipe.js";
import { codecName, day, ending, plays, stem } from "./card.js";
import { FocusTrack } from "./focus-track.js";
import { Playback } from "./playback.js";

const by = (id) => document.getElementById(id);

/** One clip: its picture, beside it the kept source, below them the focus track; the bars that belong to it. */
export class Viewer {
  /** The clip that is open, as GET /api/clips lists it; null for none. */
  clip = null;

  #playback = new Playback(by("sharp"), by("source"));
  #track = new FocusTrack();
  #modes = [...document.querySelectorAll("[data-mode][role=radio]")];

  constructor() {
    const { sharp } = this.#playback;
    attachDivider(by("frame-box"), by("wipe"));
    this.#playback.addEventListener("time", () => this.#showTime());
    this.#playback.addEventListener("state", () => this.#showState());
    this.#track.addEventListener("seek", ({ detail }) => this.#playback.seek(detail));
    sharp.addEventListener("loadedmetadata", () => this.#measure());
    sharp.addEventListener("error", () => this.clip && this.#refuse("This browser cannot play this clip: it is incomplete, or of a kind that browsers do not play."));
    by("source").addEventListener("error", () => this.clip && this.mode("sharp"));
    by("play").addEventListener("click", () => this.#playback.toggle());
    by("back-frame").addEventListener("click", () => this.#playback.step(-1));
    by("on-frame").addEventListener("click", () => this.#playback.step(1));
    by("stage").addEventListener("click", (event) => event.target.closest("#wipe, #unplayable") || this.#playback.toggle());
    for (const button of this.#modes) button.addEventListener("click", () => this.mode(button.dataset.mode));
  }

  get playback() {
    return this.#playback;
  }

  /** Times of the marks, in seconds. */
  get marks() {
    return this.clip?.marks.map((mark) => mark.seconds) ?? [];
  }

  async open(clip) {
    if (this.clip?.name === clip.name) return;
    this.clip = clip;
    const address = (name) => `/clips/${encodeURIComponent(name)}`;
    by("unplayable").hidden = true;
    by("frame-box").hidden = false;
    if (clip.width) by("frame-box").style.setProperty("--aspect", clip.width / clip.height);
    by("title").textContent = stem(clip.name);
    document.title = `${stem(clip.name)} – P2IKT.Live`;
    const frames = clip.frames;
    const lost = frames && frames.dropped > 0 && `${frames.dropped} ${frames.dropped === 1 ? "frame" : "frames"} dropped`;
    by("facts").textContent = [day(clip.when), lost, clip.camera, clip.width && `${clip.width} × ${clip.height}`, clip.fps && `${Number(clip.fps.toFixed(2))} fps`, codecName(clip), size(clip.bytes)]
      .filter(Boolean).join(", ");
    by("reason").textContent = ending(clip);
    by("reason").hidden = !ending(clip);
    for (const [id, name] of [["save", clip.name], ["unplayable-save", clip.name], ["save-source", clip.source]]) {
      by(id).hidden = !name;
      if (name) Object.assign(by(id), { href: address(name), download: name });
    }
    by("modes").hidden = !clip.source;
    this.#track.show({ seconds: clip.seconds ?? 0, fps: clip.fps, marks: clip.marks, timeline: null, known: false });
    if (plays(clip)) {
      this.#playback.open(address(clip.name), clip.source && address(clip.source), clip.fps, clip.seconds);
      this.mode(clip.source ? "wipe" : "sharp");
    } else {
      this.#playback.close();
      this.mode("sharp");
      this.#refuse(`Browsers do not play ${codecName(clip)}: save the clip and open it in a player or in the cutting room.`);
    }
    this.#showTime();
    this.#showState();
    const timeline = clip.codec ? await this.#timeline(clip) : null;
    if (this.clip !== clip) return; // another one was opened meanwhile
    this.#track.show({ seconds: this.#playback.length || clip.seconds || 0, fps: clip.fps, marks: clip.marks, timeline, known: true });
    this.#showTime();
  }

  close() {
    if (!this.clip) return;
    this.clip = null;
    this.#playback.close();
    for (const id of ["save", "save-source"]) by(id).hidden = true;
    by("focus-now").textContent = "";
  }

  /** Shows "sharp", "source", or both on either side of the wipe; without a kept source only the first. */
  mode(mode) {
    const chosen = this.clip?.source && plays(this.clip) ? mode : "sharp";
    by("frame-box").dataset.mode = chosen;
    by("frame-box").classList.toggle("alone", !this.clip?.source);
    for (const button of this.#modes) button.setAttribute("aria-checked", button.dataset.mode === chosen);
  }

  /** To the mark before or after this moment. */
  jump(direction) {
    const now = this.#playback.now;
    const marks = direction > 0 ? this.marks.filter((at) => at > now + 0.05) : this.marks.filter((at) => at < now - 0.3).reverse();
    if (marks.length) this.#playback.seek(marks[0]);
  }

  async #timeline(clip) {
    try {
      const answer = await fetch(`/api/clips/${encodeURIComponent(clip.name)}`);
      return answer.ok ? (await answer.json()).timeline : null;
    } catch {
      return null; // the clip plays without its track
    }
  }

  #measure() {
    const { sharp, length } = this.#playback;
    if (!this.clip || !sharp.videoWidth) return;
    by("frame-box").style.setProperty("--aspect", sharp.videoWidth / sharp.videoHeight);
    this.#track.length = length;
    this.#showTime();
  }

  #refuse(words) {
    by("frame-box").hidden = true;
    by("unplayable").hidden = false;
    by("unplayable-words").textContent = words;
    this.#showState();
  }

  #showTime() {
    const { now, length } = this.#playback;
    by("time-now").textContent = clock(now, true);
    by("time-all").textContent = length || this.clip?.seconds ? ` / ${clock(length || this.clip.seconds, true)}` : "";
    this.#track.time = now;
    by("focus-now").textContent = this.#track.wordsAt(now);
  }

  #showState() {
    const { playing, rate } = this.#playback;
    by("play").setAttribute("aria-label", playing ? "Pause" : "Play");
    by("play").querySelector("use").setAttribute("href", playing ? "#i-pause" : "#i-play");
    by("speed").textContent = rate === 1 ? "" : `${rate} ×`;
    for (const id of ["play", "back-frame", "on-frame"]) by(id).disabled = !by("unplayable").hidden;
  }
}
