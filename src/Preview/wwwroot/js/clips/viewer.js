import { byId } from "../dom.js";
import { clock, size } from "../format.js";
import { attachModes } from "../modes.js";
import { attachDivider } from "../wipe.js";
import { codecName, day, ending, plays, stem } from "./card.js";
import { FocusTrack } from "./focus-track.js";
import { Playback } from "./playback.js";

const address = (name) => `/clips/${encodeURIComponent(name)}`;

/** One clip: its picture beside its kept source, the focus track below them, and the bars. */
export class Viewer {
  /** The open clip as GET /api/clips lists it; null for none. */
  clip = null;

  #playback = new Playback(byId("sharp"), byId("source"));
  #track = new FocusTrack();
  #modes = attachModes((mode) => this.mode(mode));

  constructor() {
    const { sharp } = this.#playback;
    attachDivider(byId("frame-box"), byId("wipe"));
    this.#playback.addEventListener("time", () => this.#showTime());
    this.#playback.addEventListener("state", () => this.#showState());
    this.#track.addEventListener("seek", ({ detail }) => this.#playback.seek(detail));
    sharp.addEventListener("loadedmetadata", () => this.#measure());
    const refusal = "This browser cannot play this clip: it is incomplete, or its format is not supported.";
    sharp.addEventListener("error", () => this.clip && this.#refuse(refusal));
    byId("source").addEventListener("error", () => this.clip && this.mode("sharp"));
    byId("play").addEventListener("click", () => this.#playback.toggle());
    byId("previous-frame").addEventListener("click", () => this.#playback.step(-1));
    byId("next-frame").addEventListener("click", () => this.#playback.step(1));
    byId("stage").addEventListener("click", (event) => event.target.closest("#wipe, #unplayable") || this.#playback.toggle());
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
    byId("unplayable").hidden = true;
    byId("frame-box").hidden = false;
    if (clip.width) byId("frame-box").style.setProperty("--aspect", clip.width / clip.height);
    byId("title").textContent = stem(clip.name);
    document.title = `${stem(clip.name)} – P2IKT.Live`;
    byId("facts").textContent = factsOf(clip).filter(Boolean).join(", ");
    byId("reason").textContent = ending(clip);
    byId("reason").hidden = !ending(clip);
    for (const [id, name] of [["save", clip.name], ["unplayable-save", clip.name], ["save-source", clip.source]]) {
      byId(id).hidden = !name;
      if (name) Object.assign(byId(id), { href: address(name), download: name });
    }
    byId("modes").hidden = !clip.source;
    this.#track.show({ seconds: clip.seconds ?? 0, fps: clip.fps, marks: clip.marks, timeline: null, known: false });
    if (plays(clip)) {
      this.#playback.open(address(clip.name), clip.source && address(clip.source), clip.fps, clip.seconds);
      this.mode(clip.source ? "wipe" : "sharp");
    } else {
      this.#playback.close();
      this.mode("sharp");
      this.#refuse(`Browsers do not play ${codecName(clip)}: save the clip and open it in a player or in your editing program.`);
    }
    this.#showTime();
    this.#showState();
    const timeline = clip.codec ? await this.#timeline(clip) : null;
    if (this.clip !== clip) return; // another one was opened in the meantime
    this.#track.show({ seconds: this.#playback.length || clip.seconds || 0, fps: clip.fps, marks: clip.marks, timeline, known: true });
    this.#showTime();
  }

  close() {
    if (!this.clip) return;
    this.clip = null;
    this.#playback.close();
    for (const id of ["save", "save-source"]) byId(id).hidden = true;
    byId("focus-now").textContent = "";
  }

  /** Shows "sharp", "source", or "wipe" for both; without a kept source always "sharp". */
  mode(mode) {
    const chosen = this.clip?.source && plays(this.clip) ? mode : "sharp";
    byId("frame-box").dataset.mode = chosen;
    byId("frame-box").classList.toggle("alone", !this.clip?.source);
    this.#modes.show(chosen);
  }

  /** Goes to the mark before or after this moment. */
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
    byId("frame-box").style.setProperty("--aspect", sharp.videoWidth / sharp.videoHeight);
    this.#track.length = length;
    this.#showTime();
  }

  #refuse(reason) {
    byId("frame-box").hidden = true;
    byId("unplayable").hidden = false;
    byId("unplayable-text").textContent = reason;
    this.#showState();
  }

  #showTime() {
    const { now, length } = this.#playback;
    byId("time-now").textContent = clock(now, true);
    byId("time-all").textContent = length || this.clip?.seconds ? ` / ${clock(length || this.clip.seconds, true)}` : "";
    this.#track.time = now;
    byId("focus-now").textContent = this.#track.textAt(now);
  }

  #showState() {
    const { playing, rate } = this.#playback;
    byId("play").setAttribute("aria-label", playing ? "Pause" : "Play");
    byId("play").querySelector("use").setAttribute("href", playing ? "#i-pause" : "#i-play");
    byId("speed").textContent = rate === 1 ? "" : `${rate} ×`;
    for (const id of ["play", "previous-frame", "next-frame"]) byId(id).disabled = !byId("unplayable").hidden;
  }
}

const factsOf = (clip) => [
  day(clip.when),
  clip.frames?.dropped > 0 && `${clip.frames.dropped} ${clip.frames.dropped === 1 ? "frame" : "frames"} dropped`,
  clip.camera,
  clip.width && `${clip.width} × ${clip.height}`,
  clip.fps && `${Number(clip.fps.toFixed(2))} fps`,
  codecName(clip),
  size(clip.bytes),
];
