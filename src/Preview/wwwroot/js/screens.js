import { byId, element } from "./dom.js";

/** The dialog "Other screens": pairing links as QR codes, and who watches. For devices with control. */

const roles = {
  watch: "Watch: sees the picture, its overlays and the clips",
  control: "Control: also releases, records, focuses, changes settings",
};
const pages = { live: "live view", screen: "screen", obs: "OBS", stream: "MJPEG", program: "program" };
const refreshMs = 1000;

let timer = 0;

/** @param access what GET /api/access answered */
export function attachScreens(access) {
  if (access?.role !== "control") return;
  const dialog = byId("screens");
  byId("screens-open").hidden = false;
  byId("screens-hint").hidden = access.pairs;
  byId("screens-open").addEventListener("click", () => {
    dialog.showModal();
    if (access.pairs) showLinks();
    timer = setInterval(showViewers, refreshMs);
    showViewers();
  });
  dialog.addEventListener("close", () => {
    clearInterval(timer);
    byId("screens-links").replaceChildren(); // the codes let in whoever photographs them
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}

async function showLinks() {
  const links = await read("/api/access/links");
  byId("screens-links").replaceChildren(...(links ?? []).map(({ role, url }) => {
    const figure = element("figure");
    const code = Object.assign(new Image(), { src: `/api/access/links/${role}.svg`, alt: `QR code of the link to ${role}` });
    const link = Object.assign(element("a", "", url), { href: url });
    const caption = element("figcaption", "", roles[role]);
    caption.append(link);
    figure.append(code, caption);
    return figure;
  }));
}

async function showViewers() {
  const viewers = (await read("/api/viewers")) ?? [];
  const inLine = viewers.filter(({ waiting }) => waiting !== null).length;
  const watching = viewers.length - inLine;
  byId("screens-count").textContent =
    (watching === 1 ? "1 viewer" : `${watching} viewers`) + (inLine > 0 ? `, ${inLine} in line` : "");
  byId("viewers").replaceChildren(...viewers.map((viewer) => {
    const row = element("tr");
    const { quality, latencyMs } = viewer.link;
    const size = viewer.width ? `${viewer.width} × ${viewer.height}, quality ${quality}, ${Math.round(viewer.bytes / 1000)} kB` : "–";
    const latency = latencyMs === null ? "–" : `${Math.round(latencyMs)} ms`;
    const rate = viewer.waiting === null ? `${viewer.framesPerSecond.toFixed(1)} fps` : `number ${viewer.waiting} in line`;
    const texts = [viewer.address, viewer.role, pages[viewer.page] ?? viewer.page, rate, latency, size];
    row.append(...texts.map((text) => element("td", "", text)));
    return row;
  }));
}

async function read(path) {
  try {
    const answer = await fetch(path, { signal: AbortSignal.timeout(3000) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // the banner says that the live view does not answer
  }
}
