import { send } from "./api.js";
import { byId, setText } from "./dom.js";
import { clock, size, span } from "./format.js";
import { attachToast, confirm, warn } from "./toast.js";

/** The recorder: its button, its state, marks. Hidden when the status says that nothing can be recorded. */

const answerTimeoutMs = 15000; // of a start or a mark; a stop joins a long clip first, and may take minutes
const keyTimeoutMs = 3000; // how long a key that is pressed while the page opens waits for the first answer

let state = null; // the last answer of GET /api/recording
let stateAt = 0;
let busy = false; // a request is under way
let requestId = 0; // of the last start, stop or mark: an answer to an earlier GET is out of date
let resolveReady = null;
const ready = new Promise((resolve) => (resolveReady = resolve)); // once the state is known, or that nothing can be recorded
let lastMessage = null; // the recorder's message that was shown last

export function attachRecording() {
  byId("record").addEventListener("click", toggleRecording);
  byId("mark").addEventListener("click", mark);
  attachToast();
  // Sent by hud.js when a status has arrived.
  addEventListener("p2ikt-status", ({ detail: status }) => {
    if (status.records) poll().then(resolveReady);
    else hideRecorder();
  });
  setInterval(showTime, 200);
}

/** Starts a clip, or stops the one that is being recorded. */
export async function toggleRecording() {
  await stateOrTimeout();
  if (!state || busy || state.phase === "closing") return;
  if (state.phase === "idle") {
    await request("start");
    return;
  }
  const told = lastMessage;
  const isStopped = await request("stop");
  if (isStopped && lastMessage === told) confirm(`Saved ${state.clip}, ${clock(state.seconds)}`, state.clip); // else a warning is shown
}

/** Marks the present place in the clip. */
export async function mark() {
  await stateOrTimeout();
  if (state?.phase !== "recording") return;
  const at = seconds(); // when the key was pressed, not when the answer arrived
  if (await request("mark")) confirm(`Marked at ${clock(at)}`);
}

const stateOrTimeout = () => state ?? Promise.race([ready, new Promise((resolve) => setTimeout(resolve, keyTimeoutMs))]);

async function poll() {
  const before = requestId;
  try {
    const answer = await fetch("/api/recording", { signal: AbortSignal.timeout(3000) });
    const fresh = answer.ok ? await answer.json() : null;
    if (fresh && !busy && requestId === before) accept(fresh);
    else if (answer.status === 404) hideRecorder();
  } catch {
    // The banner says that the server does not answer.
  }
}

async function request(action) {
  busy = true;
  requestId++;
  if (action === "stop") show({ ...state, phase: "closing" }); // finishing a long clip takes a moment
  let isDone = false;
  try {
    const signal = action === "stop" ? undefined : AbortSignal.timeout(answerTimeoutMs); // a link that is lost may never say so
    accept(await send("POST", `/api/recording/${action}`, null, { signal }));
    isDone = true;
  } catch (problem) {
    warn(problem.message);
  }
  busy = false;
  if (!isDone) poll();
  return isDone;
}

function hideRecorder() {
  document.body.classList.remove("records");
  resolveReady();
}

function accept(fresh) {
  stateAt = performance.now();
  document.body.classList.add("records");
  show(fresh);
  if (fresh.message !== lastMessage) {
    lastMessage = fresh.message;
    if (lastMessage) warn(lastMessage);
  }
}

function show(fresh) {
  state = fresh;
  const { phase } = state;
  byId("record").setAttribute("aria-pressed", phase === "recording");
  byId("record").title = phase === "recording" ? "Stop recording (R)" : "Record a clip (R)";
  byId("record").disabled = phase === "closing";
  byId("mark").disabled = phase !== "recording";
  byId("on-air").hidden = phase !== "recording";
  const left = state.diskSecondsLeft;
  byId("record-size").textContent = phase === "recording" ? size(state.bytes) : "";
  byId("record-free").textContent = left != null ? `${span(left)} left` : state.diskFree != null ? `${size(state.diskFree)} free` : "";
  byId("record-facts").dataset.tone = left != null && left < 300 ? "warn" : "";
  byId("record-facts").title = `Clips go to ${state.folder}`;
  showTime();
}

// Between two answers the clock goes on, but by 1.4 s at most: when frames stop, the clip does not grow.
const seconds = () => state.seconds + Math.min((performance.now() - stateAt) / 1000, 1.4);

function showTime() {
  if (!state) return;
  const time = clock(seconds());
  setText("record-label", { idle: "Record", recording: time, closing: "Closing" }[state.phase]);
  setText("on-air-time", time);
}
