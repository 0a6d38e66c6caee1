import { leaveWhenUnknown } from "./access.js";
import { byId, element, setText } from "./dom.js";
import { showOutputs } from "./outputs.js";

/** The status bar and the banner: the server's status once a second, the state of the socket, and what this page measures. */
export class Hud {
  #presentedAt = []; // ms, of the frames shown in the last two seconds
  #latencies = []; // ms, of the last 30 frames
  #socket = "connecting";
  #line = ""; // where this viewer stands in line; empty: it watches
  #status = null;
  #isPolling = false; // one request at a time: of two, the older answer might come last
  #stage;

  constructor(stage, connection) {
    this.#stage = stage;
    connection.addEventListener("state", ({ detail }) => {
      this.#socket = detail;
      this.#line = "";
      this.#show();
      if (detail === "open") this.#poll();
    });
    connection.addEventListener("line", ({ detail }) => {
      this.#line = detail;
      this.#show();
    });
    stage.addEventListener("presented", ({ detail: frame }) => this.#count(frame));
    setInterval(() => this.#poll(), 1000);
    this.#poll();
  }

  #count(frame) {
    this.#presentedAt.push(performance.now());
    if (frame.latencyMs !== null && !frame.hidden) this.#latencies.push(frame.latencyMs);
    if (this.#latencies.length > 30) this.#latencies.shift();
    byId("blank").hidden = true;
  }

  async #poll() {
    if (document.hidden || this.#isPolling) return;
    this.#isPolling = true;
    try {
      const answer = await fetch("/api/status", { signal: AbortSignal.timeout(3000) });
      if (leaveWhenUnknown(answer)) return;
      if (answer.ok) {
        this.#status = await answer.json();
        dispatchEvent(new CustomEvent("p2ikt-status", { detail: this.#status }));
      }
    } catch {
      // The socket reports that the server does not answer; the last status stays.
    } finally {
      this.#isPolling = false;
    }
    const max = this.#status?.model?.maxBlurRadius;
    if (max > 0) this.#stage.maxRadius = max;
    this.#show();
  }

  #show() {
    const status = this.#status;
    const source = status?.source;
    if (source) {
      setText("source-name", source.name);
      const size = source.width > 0 && `${source.width} × ${source.height}`;
      const rate = source.fps > 0 && `${round(source.fps)} fps`;
      const refined = this.#stage.frame?.refined;
      const still = refined > 0 && `refined ${Math.round(100 * refined)} %`;
      setText("source-facts", [size, rate, status.quality, still].filter(Boolean).join(", "));
      document.title = `${source.name} – P2IKT.Live`;
    }
    setText("message", status?.message ?? "");
    showOutputs(status?.outputs ?? []);
    metric("m-fps", String(Math.round(this.#fps())));
    const latency = this.#latency();
    metric("m-latency", latency ?? "–", latency === null ? "" : "ms");
    byId("m-latency").title = this.#wayText();
    const dropped = status?.frames?.dropped ?? 0;
    metric("m-drops", dropped < 10000 ? String(dropped) : `${Math.round(dropped / 1000)}`, dropped < 10000 ? "" : "k");
    metric("m-provider", status?.provider?.name ?? "–");
    const provider = byId("m-provider");
    const note = status?.provider?.note ?? "";
    provider.title = note || "What the network runs on";
    provider.toggleAttribute("data-note", Boolean(note));
    const gain = status?.model?.psnrGain;
    metric("m-model", status?.model?.variant ?? "–", gain > 0 ? `+${gain.toFixed(1)} dB` : "");
    this.#showConnection();
  }

  // What comes of the way to this viewer: size and quality of the last picture.
  #wayText() {
    const { frame } = this.#stage;
    const meaning = "Time from capture until the picture is painted on this page";
    const { width, height } = frame?.picture ?? {};
    return width ? `${meaning}. Pictures come as ${width} × ${height}, quality ${frame.quality}.` : meaning;
  }

  #showConnection() {
    const [tone, message] = this.#connection();
    byId("dot").dataset.state = this.#socket === "connecting" ? "connecting" : tone;
    const banner = byId("banner");
    banner.hidden = message === "" || !this.#stage.frame;
    banner.dataset.tone = tone;
    setText("banner-text", message);
    byId("stage").classList.toggle("stale", tone === "unreachable" || tone === "lost");
    if (!this.#stage.frame) setText("blank-text", message || this.#status?.message || "Waiting for the first picture");
  }

  // What is wrong between the camera and this page: a tone for the banner, and its text.
  #connection() {
    const source = this.#status?.source;
    if (this.#socket === "lost") return ["unreachable", "The live view does not answer, trying again"];
    if (this.#line) return ["waiting", this.#line];
    if (source?.connection === "lost") return ["lost", `${source.kind === "folder" ? "Folder" : "Camera"} lost, trying again`];
    const ended = this.#status?.ended || source?.connection === "ended";
    if (ended) return ["ended", source?.isLive ? "The camera is disconnected" : "The clip has ended"];
    return ["live", ""];
  }

  #fps() {
    const now = performance.now();
    while (this.#presentedAt.length && now - this.#presentedAt[0] > 2000) this.#presentedAt.shift();
    const times = this.#presentedAt;
    return times.length < 2 ? 0 : ((times.length - 1) * 1000) / (times.at(-1) - times[0]);
  }

  // The median of the last second or so, so one late frame does not move it.
  #latency() {
    if (!this.#latencies.length || this.#fps() === 0) return null;
    return String(Math.round([...this.#latencies].sort((a, b) => a - b)[this.#latencies.length >> 1]));
  }
}

const round = (value) => Number(value.toFixed(2));

function metric(id, value, unit = "") {
  const cell = document.querySelector(`#${id} dd`);
  if (cell.textContent === value + unit) return;
  cell.replaceChildren(value);
  if (unit) cell.append(element("small", "", unit));
}
