import { leaveWhenUnknown } from "./access.js";
import { Connection } from "./connection.js";
import { byId, setText } from "./dom.js";
import { toggleFullScreen } from "./fullscreen.js";
import { isOn, overlays } from "./overlay-registry.js";
import { readQuery } from "./screen-query.js";
import { settings } from "./settings.js";
import { readsPicture } from "./shaders.js";
import { Stage } from "./stage.js";
import { keepAwake } from "./wake-lock.js";

/** The picture and its overlays alone, for a client's monitor or a tablet. What is shown stands in the address. */

const pollMs = 1000;
const { values, problem } = readQuery(location.search);
settings.useOnly(values);
if (problem) showNote(problem);

let line = ""; // where this viewer stands in line; empty: it watches
const stage = new Stage(byId("picture"));
if (stage.supported) start();
else showNote("This browser has no WebGL2, which the overlays need: open /stream.mjpg for the bare picture.");

function start() {
  const needsBlur = overlays.some((overlay) => isOn(overlay) && !readsPicture(overlay));
  const connection = new Connection({ source: stage.needsSource, blur: needsBlur });
  connection.addEventListener("frame", ({ detail }) => stage.show(detail));
  stage.addEventListener("presented", ({ detail }) => connection.done(detail, detail.hidden));
  stage.addEventListener("restored", () => location.reload());
  connection.addEventListener("state", ({ detail }) => {
    line = "";
    if (!problem) showNote(detail === "lost" ? "The live view does not answer, trying again" : "");
    poll(); // a device that is not let in any more learns it from the answer
  });
  connection.addEventListener("line", ({ detail }) => {
    line = detail;
    if (!problem) showNote(line);
  });
  byId("stage").addEventListener("dblclick", toggleFullScreen);
  setInterval(poll, pollMs);
  keepAwake();
}

// The end of the scale of blur radius depends on the model.
async function poll() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/api/status", { signal: AbortSignal.timeout(3000) });
    if (leaveWhenUnknown(answer) || !answer.ok) return;
    const { model, source } = await answer.json();
    if (model?.maxBlurRadius > 0) stage.maxRadius = model.maxBlurRadius;
    if (!problem) showNote(source?.connection === "lost" ? "Camera lost, trying again" : line);
  } catch {
    // The socket says it.
  }
}

function showNote(text) {
  byId("note").hidden = text === "";
  setText("note", text);
}
