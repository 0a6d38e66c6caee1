import { element } from "../dom.js";
import { clock, size } from "../format.js";

/** Badges for how a clip ended; a stop by the user has none. */
const endings = {
  recording: "Recording",
  interrupted: "Interrupted",
  diskFull: "Disk full",
  encoderLost: "Encoder lost",
  split: "Continues",
};
const notes = {
  recording: "It is being recorded now.",
  interrupted: "Its program ended while it was recorded; what was written by then is here.",
  split: "The next clip continues where this one ends.",
};

/** One clip of the grid: a link to it, with its picture, length, date and badges. */
export function clipCard(clip) {
  const recording = clip.ended === "recording";
  const card = element(recording ? "div" : "a", "card");
  if (!recording) card.href = `#${encodeURIComponent(clip.name)}`;
  card.dataset.name = clip.name;

  const picture = element("span", "thumb");
  const image = element("img");
  Object.assign(image, { src: `/clips/${encodeURIComponent(clip.name)}/thumbnail.jpg`, alt: "", loading: "lazy", decoding: "async" });
  picture.append(image);
  const badges = element("span", "badges");
  if (clip.ended in endings) badges.append(badge(endings[clip.ended], clip.ended, ending(clip)));
  if (clip.problem) badges.append(badge("No details", "other", clip.problem));
  if (clip.source) badges.append(badge("Source kept", "kept", "The source's own picture was recorded beside it."));
  if (!plays(clip)) badges.append(badge(codecName(clip), "other", "Browsers cannot play it; it can be saved."));
  picture.append(badges);
  if (clip.seconds != null && !recording) picture.append(element("span", "length", clock(clip.seconds)));

  const marks = clip.marks.length;
  const facts = [day(clip.when), marks > 0 && `${marks} ${marks === 1 ? "mark" : "marks"}`, size(clip.bytes)];
  card.append(picture, element("strong", "", stem(clip.name)), element("span", "dim", facts.filter(Boolean).join(", ")));
  const description = [stem(clip.name), clip.seconds != null && clock(clip.seconds), ...facts, endings[clip.ended]];
  card.setAttribute("aria-label", description.filter(Boolean).join(", "));
  const item = element("li");
  item.append(card);
  return item;
}

/** Whether this browser is likely to play a clip. Some play HEVC where the machine has a decoder. */
export const plays = (clip) =>
  clip.plays !== false || (/^hevc/.test(clip.codec ?? "") && !/\.mkv$/i.test(clip.name) && playsHevc());

const playsHevc = () => element("video").canPlayType('video/mp4; codecs="hvc1.1.6.L120.90"') !== "";

/** Why a clip ended, one sentence; empty when the user stopped it. */
export const ending = (clip) => clip.reason ?? notes[clip.ended] ?? "";

const codecNames = { h264: "H.264", hevc: "HEVC", prores: "ProRes", ffv1: "FFV1" };

/** Display name of the codec; the file's ending when the codec is unknown. */
export const codecName = (clip) => codecNames[clip.codec?.split("-")[0]] ?? clip.codec ?? /[^.]+$/.exec(clip.name)[0].toUpperCase();

/** A file name without its ending. */
export const stem = (name) => name.replace(/\.[^.]+$/, "");

/** A day and time: Today 14:03, Yesterday 9:12, 21 Nov, 14:03. */
export function day(when, now = new Date()) {
  const date = new Date(when);
  const time = date.toLocaleTimeString(undefined, { hour: "numeric", minute: "2-digit" });
  const midnight = (of) => new Date(of.getFullYear(), of.getMonth(), of.getDate());
  const days = Math.round((midnight(now) - midnight(date)) / 86400000);
  if (days === 0) return `Today ${time}`;
  if (days === 1) return `Yesterday ${time}`;
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
  return `${date.toLocaleDateString(undefined, { day: "numeric", month: "short", ...year })}, ${time}`;
}

const badge = (text, kind, title) => Object.assign(element("span", `badge ${kind}`, text), { title });
