/** The status bar and the banners: what the server says once a second, what the socket says, what is measured here. */
export class Hud {
  #presentedAt = []; // times of the last frames shown
  #latencies = [];
  #socket = "connecting";
  #status = null;
  #stage;

  constructor(stage, connection) {
    this.#stage = stage;
    connection.addEventListener("state", ({ detail }) => {
      this.#socket = detail;
      this.#show();
      if (detail === "open") this.#poll();
    });
    stage.addEventListener("presented", ({ detail: frame }) => this.#count(frame));
    setInterval(() => this.#poll(), 1000);
    this.#poll();
  }

  #count(frame) {
    this.#presentedAt.push(performance.now());
    if (frame.latencyMs !== null && !frame.hidden) this.#latencies.push(frame.latencyMs);
    if (this.#latencies.length > 30) this.#latencies.shift();
    document.getElementById("blank").hidden = true;
  }

  async #poll() {
    if (document.hidden) return;
    try {
      const answer = await fetch("/api/status", { signal: AbortSignal.timeout(3000) });
      if (answer.ok) {
        this.#status = await answer.json();
        dispatchEvent(new CustomEvent("p2ikt-status", { detail: this.#status }));
      }
    } catch {
      // The socket says that the server is gone; the last status stays.
    }
    const max = this.#status?.model?.maxBlurRadius;
    if (max > 0 && max !== this.#stage.maxRadius) {
      this.#stage.maxRadius = max;
      this.#stage.dispatchEvent(new Event("scale"));
      this.#stage.invalidate();
    }
    this.#show();
  }

  #show() {
    const status = this.#status;
    const source = status?.source;
    if (source) {
      text("source-name", source.name);
      text("source-facts", [source.width > 0 && `${source.width} × ${source.height}`, source.fps > 0 && `${round(source.fps)} fps`, status.quality].filter(Boolean).join(", "));
      document.title = `${source.name} – P2IKT.Live`;
    }
    text("message", status?.message ?? "");
    metric("m-fps", String(Math.round(this.#fps())));
    const latency = this.#latency();
    metric("m-latency", latency ?? "–", latency === null ? "" : "ms");
    const dropped = status?.frames?.dropped ?? 0;
    metric("m-drops", dropped < 10000 ? String(dropped) : `${Math.round(dropped / 1000)}`, dropped < 10000 ? "" : "k");
    metric("m-provider", status?.provider?.name ?? "–");
    const provider = document.getElementById("m-provider");
    const note = status?.provider?.note ?? "";
    provider.title = note || "What the network runs on";
    provider.toggleAttribute("data-note", Boolean(note));
    const gain = status?.model?.psnrGain;
    metric("m-model", status?.model?.variant ?? "–", gain > 0 ? `+${gain.toFixed(1)} dB` : "");
    this.#tell();
  }

  #tell() {
    const source = this.#status?.source;
    const [tone, words] = this.#socket === "gone" ? ["gone", "The live view does not answer, trying again"]
      : source?.connection === "lost" ? ["lost", `${source.uri.startsWith("folder:") ? "Folder" : "Camera"} lost, trying again`]
      : this.#status?.ended || source?.connection === "ended" ? ["ended", source?.isLive ? "The camera is gone" : "The clip has ended"]
      : ["live", ""];
    document.getElementById("dot").dataset.state = this.#socket === "connecting" ? "connecting" : tone;
    const banner = document.getElementById("banner");
    banner.hidden = words === "" || !this.#stage.frame;
    banner.dataset.tone = tone;
    text("banner-text", words);
    document.getElementById("stage").classList.toggle("stale", tone === "gone" || tone === "lost");
    if (!this.#stage.frame) text("blank-text", words || this.#status?.message || "Waiting for the first picture");
  }

  #fps() {
    const now = performance.now();
    while (this.#presentedAt.length && now - this.#presentedAt[0] > 2000) this.#presentedAt.shift();
    const times = this.#presentedAt;
    return times.length < 2 ? 0 : ((times.length - 1) * 1000) / (times.at(-1) - times[0]);
  }

  // The median of the last second or so: one late frame is no news.
  #latency() {
    if (!this.#latencies.length || this.#fps() === 0) return null;
    return String(Math.round([...this.#latencies].sort((a, b) => a - b)[this.#latencies.length >> 1]));
  }
}

const round = (value) => Number(value.toFixed(2));

// Only what differs is written: a screen reader repeats a live region on every write, and the layout is spared.
function text(id, words) {
  const element = document.getElementById(id);
  if (element.textContent !== words) element.textContent = words;
}

function metric(id, value, unit = "") {
  const cell = document.querySelector(`#${id} dd`);
  const words = value + unit;
  if (cell.textContent === words) return;
  cell.replaceChildren(value);
  if (!unit) return;
  const small = document.createElement("small");
  small.textContent = unit;
  cell.append(small);
}
