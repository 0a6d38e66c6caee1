import { byId, setTextOf } from "./dom.js";

const phases = { connecting: "connecting", sending: "sending", waiting: "not sending, trying again", ended: "ended" };

/**
 * The sign in the status bar that the stream is sent elsewhere, and whether it arrives there.
 * @param outputs what /api/outputs answers
 */
export function showOutputs(outputs) {
  const sign = byId("outputs");
  sign.hidden = outputs.length === 0;
  if (sign.hidden) return;
  const count = (phase) => outputs.filter((output) => output.phase === phase).length;
  const [lost, sending, all] = [count("waiting") + count("ended"), count("sending"), outputs.length];
  sign.dataset.state = lost ? "lost" : sending === all ? "sending" : "connecting";
  const text = lost ? "Not sending" : sending === all ? "Sending" : "Connecting";
  setTextOf(sign, all === 1 ? text : `${text} ${lost || sending}/${all}`);
  sign.title = outputs.map(({ target, phase, message }) => `${target}: ${phases[phase]}${message ? ` (${message})` : ""}`).join("\n");
}
