import { send } from "./api.js";
import { byId, element } from "./dom.js";

/** Settings that the panel shows; the others are available over REST. */
const titles = {
  iso: "ISO",
  aperture: "Aperture",
  shutter: "Shutter",
  whiteBalance: "White balance",
  exposureCompensation: "Exposure ±",
  focusMode: "Focus mode",
};

/** The panel of a tethered camera: its settings with the camera's own choices, release. Hidden for any other source. */
export function attachCamera() {
  const panel = byId("camera");
  const fields = new Map();
  const busy = new Set(); // controls whose order is under way: they show what was ordered
  let orders = 0; // an answer to a GET from before an order is out of date

  byId("camera-release").addEventListener("click", () => order(byId("camera-release"), "POST", "/api/camera/release"));

  addEventListener("p2ikt-status", async ({ detail: status }) => {
    if (!status.source.capabilities.includes("camera")) {
      panel.hidden = true; // the program may have been started again with another source
      return;
    }
    const before = orders;
    try {
      const answer = await fetch("/api/camera", { signal: AbortSignal.timeout(3000) });
      const camera = answer.ok ? await answer.json() : null;
      if (camera && before === orders) show(camera);
    } catch {
      // The banner says that the server does not answer.
    }
  });

  function show(camera) {
    panel.hidden = false;
    panel.classList.toggle("away", !camera.connected);
    const settings = new Map(camera.settings.map((setting) => [setting.name, setting]));
    for (const name of Object.keys(titles)) {
      const setting = settings.get(name);
      if (setting?.kind === "choice") showChoice(name, setting);
    }
    const release = byId("camera-release");
    if (!busy.has(release)) release.disabled = !camera.connected;
    const still = camera.lastStill;
    const saved = still && `Saved ${still.path.split(/[\\/]/).at(-1)}`;
    byId("camera-paused").textContent = camera.paused ?? "";
    byId("camera-message").textContent = camera.problem ?? [saved, camera.notice].filter(Boolean).join(" · ");
  }

  function showChoice(name, setting) {
    let select = fields.get(name);
    if (!select) {
      const label = element("label");
      label.append(element("span", "", titles[name]));
      select = element("select");
      select.addEventListener("change", () => set(select, name, select.value));
      label.append(select);
      byId("camera-settings").append(label);
      fields.set(name, select);
    }
    if (busy.has(select)) return;
    if (document.activeElement === select && !select.disabled) return; // do not change a select that the user is operating
    const choices = setting.choices.includes(setting.value) ? setting.choices : [setting.value, ...setting.choices];
    if (choices.join("\n") !== select.dataset.choices) {
      select.replaceChildren(...choices.map((choice) => new Option(choice)));
      select.dataset.choices = choices.join("\n");
    }
    select.value = setting.value;
    select.disabled = setting.readOnly;
  }

  const set = (control, name, value) => order(control, "PUT", `/api/camera/settings/${name}`, { value });

  async function order(control, method, path, body) {
    orders++;
    busy.add(control);
    control.disabled = true;
    try {
      await send(method, path, body);
    } catch (problem) {
      byId("camera-message").textContent = problem.message;
    }
    orders++;
    busy.delete(control);
    control.disabled = false;
    if (control.tagName === "SELECT") control.blur();
  }
}
