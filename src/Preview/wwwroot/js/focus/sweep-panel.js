import { byId, element, setText } from "../dom.js";
import { settings } from "../settings.js";
import { placeUnder } from "./geometry.js";
import { Sweep } from "./sweep.js";
import { SweepView } from "./sweep-view.js";

settings.define("sweepPanel", false);
settings.define("sweepDrive", "", (value) => ["", "lens", "hand", "folder"].includes(value));
settings.define("sweepPixels", "deblurred", (value) => ["deblurred", "source"].includes(value));
settings.define("sweepFormat", "png", (value) => ["png", "tiff", "jpeg"].includes(value));

const ends = { pictures: ["first", "last"], seconds: ["first", "last"], ringPixels: ["near", "far"] };

/** All in focus from a sweep: how it is driven, how it goes, its result, and where that is saved. */
export class SweepPanel {
  #sweep = new Sweep();
  #view;
  #lens;
  #files = ""; // what the links were made for

  constructor(stage, points, lens) {
    this.#lens = lens;
    this.#view = new SweepView(stage, this.#sweep, points);
    for (const id of ["sweep-open", "sweep-close"]) byId(id).addEventListener("click", () => this.toggle());
    byId("sweep").addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.toggle();
      byId("sweep-open").focus({ focusVisible: false });
    });
    choose("sweep-drives", "drive", (drive) => settings.set({ sweepDrive: drive }));
    choose("sweep-pixels", "pixels", (pixels) => settings.set({ sweepPixels: pixels }));
    choose("sweep-views", "view", (view) => settings.set({ sweepView: view }));
    byId("sweep-near").addEventListener("click", () => lens.setLimit("near"));
    byId("sweep-far").addEventListener("click", () => lens.setLimit("far"));
    byId("sweep-start").addEventListener("click", () => this.#start());
    byId("sweep-stop").addEventListener("click", () => this.#sweep.stop());
    byId("sweep-cancel").addEventListener("click", () => this.#sweep.cancel());
    byId("sweep-save").addEventListener("click", () => this.#save());
    byId("sweep-format").addEventListener("change", () => settings.set({ sweepFormat: byId("sweep-format").value }));
    byId("sweep-compare").value = 0;
    byId("sweep-compare").addEventListener("input", () => {
      this.#view.compare = Number(byId("sweep-compare").value);
      this.#view.draw();
    });
    byId("stage").addEventListener("pointermove", (event) => this.#showPlace(placeUnder(stage, event.clientX, event.clientY)));
    for (const source of [this.#sweep, lens, settings]) source.addEventListener("change", () => this.#show());
    addEventListener("p2ikt-status", ({ detail: status }) => status.sweeps && this.#sweep.refresh()); // sent by hud.js, once a second
    this.#show();
  }

  /** Opens the panel, or closes it. */
  toggle() {
    if (!this.#sweep.state) return;
    settings.set({ sweepPanel: !settings.get("sweepPanel"), viewAssist: false });
  }

  /** Starts a sweep, or ends the one that runs and keeps its result. */
  startOrStop() {
    if (!this.#sweep.state) return;
    settings.set({ sweepPanel: true, viewAssist: false });
    if (this.#sweep.isRunning) this.#sweep.stop();
    else this.#start();
  }

  get #drive() {
    const { drives, lensNote } = this.#sweep.state;
    const chosen = settings.get("sweepDrive");
    if (drives.includes(chosen)) return chosen;
    return drives[0] === "lens" && lensNote && !this.#lens.isReady ? "hand" : drives[0];
  }

  async #start() {
    if (settings.get("sweepView") === "live") settings.set({ sweepView: "picture" });
    await this.#sweep.start(this.#drive, settings.get("sweepPixels"));
  }

  async #save() {
    byId("sweep-save").disabled = true;
    await this.#sweep.save(settings.get("sweepFormat"));
    this.#show();
  }

  #show() {
    const { state, isRunning } = this.#sweep;
    byId("sweep-open").hidden = !state;
    const open = Boolean(state) && settings.get("sweepPanel") && !settings.get("viewAssist");
    byId("sweep").hidden = !open;
    for (const name of ["aria-pressed", "aria-expanded"]) byId("sweep-open").setAttribute(name, open);
    document.body.classList.toggle("sweeping", open);
    this.#view.isOpen = open;
    if (!open) return;
    this.#showSetup(state, isRunning);
    byId("sweep").classList.toggle("has-result", Boolean(state.version));
    byId("sweep").dataset.tone = state.phase === "failed" ? "warn" : "";
    setText("sweep-message", state.message);
    setText("sweep-warning", state.warning ?? "");
    byId("sweep-progress").hidden = !isRunning || state.progress == null;
    byId("sweep-progress").value = state.progress ?? 0;
    this.#showResult(state, isRunning);
  }

  #showSetup(state, isRunning) {
    const drive = this.#drive;
    byId("sweep-setup").hidden = isRunning;
    byId("sweep-start").hidden = isRunning;
    byId("sweep-running").hidden = !isRunning;
    for (const id of ["sweep-stop", "sweep-cancel"]) byId(id).disabled = state.phase === "returning";
    byId("sweep-drives").hidden = state.drives.length < 2;
    for (const button of byId("sweep-drives").children) button.hidden = !state.drives.includes(button.dataset.drive);
    check("sweep-drives", "drive", drive);
    check("sweep-pixels", "pixels", settings.get("sweepPixels"));
    const stack = this.#lens.state?.stack;
    byId("sweep-limits").hidden = drive !== "lens";
    byId("sweep-near").setAttribute("aria-pressed", stack?.hasNear === true);
    byId("sweep-far").setAttribute("aria-pressed", stack?.hasFar === true);
    for (const id of ["sweep-near", "sweep-far"]) byId(id).disabled = !this.#lens.isReady || this.#lens.isBusy;
    byId("sweep-start").disabled = drive === "lens" && Boolean(state.lensNote);
    setText("sweep-start", state.version ? "Start another sweep" : "Start the sweep");
    const notes = {
      lens: state.lensNote ?? "",
      hand: "The scene and the camera must stand still. Turn the ring slowly, one way, from near to far.",
      folder: "Start, then save the pictures of the stack into the folder.",
    };
    setText("sweep-note", notes[drive]);
  }

  #showResult(state, isRunning) {
    byId("sweep-result").hidden = !state.version;
    if (!state.version) return;
    const facts = byId("sweep-facts");
    const share = state.inFocus == null ? "Nothing to read the focus from" : `${Math.round(state.inFocus * 100)} % was in focus`;
    const counts = `${state.merged} ${state.merged === 1 ? "frame" : "frames"}${state.leftOut ? `, ${state.leftOut} left out` : ""}`;
    const pixels = state.deblurred ? "deblurred" : "source";
    const text = `${share} · ${counts} · ${pixels}`;
    if (facts.dataset.text !== (facts.dataset.text = text)) facts.replaceChildren(share, element("br"), element("small", "", `${counts} · ${pixels}`));
    const view = settings.get("sweepView");
    check("sweep-views", "view", view);
    byId("sweep-scale").hidden = view !== "depth";
    const [low, high] = state.drive === "lens" ? ["near", "far"] : ends[state.unit];
    setText("sweep-low", low);
    setText("sweep-high", high);
    byId("sweep-saving").hidden = isRunning;
    byId("sweep-save").disabled = state.isSaving;
    setText("sweep-save", state.isSaving ? "Saving" : state.saved.length ? "Save again" : "Save");
    byId("sweep-format").value = settings.get("sweepFormat");
    if (this.#files !== (this.#files = state.saved.join("\n"))) {
      byId("sweep-files").replaceChildren(...state.saved.map((name) => {
        const [row, link] = [element("li"), element("a", "", name)];
        Object.assign(link, { href: `/api/focus/sweep/files/${encodeURIComponent(name)}`, download: name });
        row.append(link);
        return row;
      }));
    }
    setText("sweep-folder", state.saved.length ? `In ${state.folder}` : "");
  }

  // Where the place under the pointer was sharpest.
  #showPlace(place) {
    const { state } = this.#sweep;
    if (byId("sweep").hidden || !state?.version) return;
    const known = this.#view.at(place);
    const [value, unit] = [known?.position, state.unit];
    const where = value == null || Number.isNaN(value) ? ""
      : unit === "pictures" ? `frame ${Math.round(value) + 1}` : unit === "seconds" ? `${value.toFixed(1)} s` : `${value.toFixed(1)} px of ring`;
    setText("sweep-place", known && where ? `Here sharpest at ${where}: ${known.radius.toFixed(1)} px` : "");
  }
}

function choose(id, name, act) {
  for (const button of byId(id).children) button.addEventListener("click", () => act(button.dataset[name]));
}

function check(id, name, value) {
  for (const button of byId(id).children) button.setAttribute("aria-checked", button.dataset[name] === value);
}
