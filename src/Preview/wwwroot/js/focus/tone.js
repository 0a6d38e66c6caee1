import { byId } from "../dom.js";
import { settings } from "../settings.js";
import { focusPlace } from "./scale.js";

settings.define("focusTone", false);

const lowestHz = 220; // at the soft end of the scale; two and a half octaves higher at the sharp end
const octaves = 2.5;
const volume = 0.12;
const glideS = 0.02; // time constant: no clicks, and no delay that can be heard
const silentAfterS = 0.6; // without a frame

/** A tone whose pitch rises with the focus of the selected point. Off by default; silent where there is no texture, and without frames. */
export class Tone {
  #context = null;
  #oscillator;
  #gain;

  constructor() {
    byId("focus-tone").addEventListener("click", () => settings.toggle("focusTone"));
    settings.addEventListener("change", () => this.#show());
    // A page may sound only after the user has touched it: a tone that was on before a reload goes on with the first touch.
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => this.#resume(), { passive: true });
    this.#show();
  }

  /** Sounds a reading; null is silence. */
  play(reading, max) {
    if (!settings.get("focusTone") || this.#context?.state !== "running") return;
    const now = this.#context.currentTime;
    const radius = reading?.radius ?? null;
    const { gain } = this.#gain;
    gain.cancelScheduledValues(now);
    gain.setTargetAtTime(radius === null ? 0 : volume, now, glideS);
    if (radius === null) return;
    this.#oscillator.frequency.setTargetAtTime(lowestHz * 2 ** (octaves * focusPlace(radius, max)), now, glideS);
    gain.setTargetAtTime(0, now + silentAfterS, glideS);
  }

  #resume() {
    if (settings.get("focusTone") && this.#context?.state !== "running") this.#start();
  }

  #show() {
    const on = settings.get("focusTone");
    byId("focus-tone").setAttribute("aria-pressed", on);
    if (on && navigator.userActivation?.hasBeenActive !== false) this.#start();
    else if (!on) this.#context?.suspend();
  }

  #start() {
    if (!this.#context) {
      this.#context = new AudioContext({ latencyHint: "interactive" });
      this.#oscillator = new OscillatorNode(this.#context, { type: "triangle", frequency: lowestHz });
      this.#gain = new GainNode(this.#context, { gain: 0 });
      this.#oscillator.connect(this.#gain).connect(this.#context.destination);
      this.#oscillator.start();
    }
    this.#context.resume().catch(() => {}); // refused: the next touch tries again
  }
}
