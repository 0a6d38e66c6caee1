import { clock, size, span } from "./format.js";

/** The recorder: its button, what it says, marks. Hidden where nothing is recorded, which the status tells. */

const by = (id) => document.getElementById(id);
const shortly = 2600; // ms that a confirmation stays
const patience = 3000; // ms that a key waits for the first answer: later nobody expects it to do anything

let state = null; // what GET /api/recording answered last
let stateAt = 0;
let busy = false; // an order is on its way
let orders = 0; // given so far: what was asked before the last one is answered too late
let learn = null; // called once it is known whether anything is recorded here, and how that stands
const learnt = new Promise((resolve) => (learn = resolve));
let heard = null; // the recorder's message that was shown last
let fading = 0;

export function attachRecording() {
  by("record").addEventListener("click", toggleRecording);
  by("mark").addEventListener("click", mark);
  by("said-close").addEventListener("click", () => (by("said").hidden = true));
  addEventListener("p2ikt-status", ({ detail: status }) => {
    if (status.records) ask().then(learn);
    else leave();
  });
  setInterval(showTime, 200);
}

export async function toggleRecording() {
  await known();
  if (!state || busy || state.phase === "closing") return;
  if (state.phase === "idle") {
    await order("start");
    return;
  }
  if (await order("stop")) say(`Saved ${state.clip}, ${clock(state.seconds)}`, { clip: state.clip });
}

export async function mark() {
  await known();
  if (state?.phase !== "recording") return;
  const at = seconds(); // when the key was pressed, not when the answer came
  if (await order("mark")) say(`Marked at ${clock(at)}`);
}

// A key pressed while the page opens acts once the first answer is there.
const known = () => state ?? Promise.race([learnt, new Promise((resolve) => setTimeout(resolve, patience))]);

async function ask() {
  const before = orders;
  try {
    const answer = await fetch("/api/recording", { signal: AbortSignal.timeout(3000) });
    const fresh = answer.ok ? await answer.json() : null;
    if (fresh && !busy && orders === before) take(fresh);
    else if (answer.status === 404) leave();
  } catch {
    // The bar above says that the server is gone.
  }
}

async function order(what) {
  busy = true;
  orders++;
  if (what === "stop") show({ ...state, phase: "closing" }); // a long clip takes a moment to be put in order
  let answer = null;
  try {
    answer = await fetch(`/api/recording/${what}`, { method: "POST" });
    if (answer.ok) take(await answer.json());
    else say(await answer.text(), { stays: true });
  } catch {
    say("The live view does not answer.", { stays: true });
  }
  busy = false;
  if (!answer?.ok) ask();
  return answer?.ok;
}

function leave() {
  document.body.classList.remove("records");
  learn();
}

function take(fresh) {
  stateAt = performance.now();
  document.body.classList.add("records");
  show(fresh);
  if (fresh.message !== heard) {
    heard = fresh.message;
    if (heard) say(heard, { stays: true });
  }
}

function show(fresh) {
  state = fresh;
  const { phase } = state;
  by("record").setAttribute("aria-pressed", phase === "recording");
  by("record").title = phase === "recording" ? "Stop recording (R)" : "Record a clip (R)";
  by("record").disabled = phase === "closing";
  by("mark").disabled = phase !== "recording";
  by("on-air").hidden = phase !== "recording";
  const left = state.diskSecondsLeft;
  const free = left != null ? `${span(left)} left` : state.diskFree != null ? `${size(state.diskFree)} free` : "";
  by("record-size").textContent = phase === "recording" ? size(state.bytes) : "";
  by("record-free").textContent = free;
  by("record-facts").dataset.tone = left != null && left < 300 ? "warn" : "";
  by("record-facts").title = `Clips go to ${state.folder}`;
  showTime();
}

// Between two answers the clock goes on by itself, but not far: where frames have stopped coming it stands still.
const seconds = () => state.seconds + Math.min((performance.now() - stateAt) / 1000, 1.4);

function showTime() {
  if (!state) return;
  const time = clock(seconds());
  const word = { idle: "Record", recording: time, closing: "Closing" }[state.phase];
  if (by("record-word").textContent !== word) by("record-word").textContent = word;
  if (by("on-air-time").textContent !== time) by("on-air-time").textContent = time;
}

function say(words, { stays = false, clip = null } = {}) {
  clearTimeout(fading);
  by("said-words").textContent = words;
  by("said").dataset.tone = stays ? "warn" : "";
  by("said-close").hidden = !stays;
  by("said-link").hidden = !clip;
  if (clip) by("said-link").href = `/clips#${encodeURIComponent(clip)}`;
  by("said").hidden = false;
  if (!stays) fading = setTimeout(() => (by("said").hidden = true), clip ? 2 * shortly : shortly);
}
