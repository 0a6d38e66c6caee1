/** The panel of a tethered camera: its settings as the camera offers them, focus, release. Shown when the source is such a camera. */
const shown = ["iso", "aperture", "shutter", "whiteBalance", "exposureCompensation", "focusMode"]; // the rest is over REST
const titles = { iso: "ISO", aperture: "Aperture", shutter: "Shutter", whiteBalance: "White balance", exposureCompensation: "Exposure ±", focusMode: "Focus mode" };

export function attachCamera() {
  const by = (id) => document.getElementById(id);
  const panel = by("camera");
  const fields = new Map();

  by("camera-release").addEventListener("click", () => order(by("camera-release"), "POST", "/api/camera/release"));
  for (const button of panel.querySelectorAll("[data-steps]"))
    button.addEventListener("click", () => set(button, "focusDrive", button.dataset.steps));

  addEventListener("p2ikt-status", async ({ detail: status }) => {
    if (!status.source?.uri.startsWith("gphoto2:")) return;
    try {
      const answer = await fetch("/api/camera", { signal: AbortSignal.timeout(3000) });
      if (answer.ok) show(await answer.json());
    } catch {
      // The bar above says that the server is gone.
    }
  });

  function show(camera) {
    panel.hidden = false;
    panel.classList.toggle("away", !camera.connected);
    const settings = new Map(camera.settings.map((setting) => [setting.name, setting]));
    for (const name of shown) {
      const setting = settings.get(name);
      if (setting?.kind === "choice") showChoice(name, setting);
    }
    by("camera-focus").hidden = settings.get("focusDrive")?.kind !== "range";
    by("camera-release").disabled = !camera.connected;
    const still = camera.lastStill;
    const saved = still && `Saved ${still.path.split(/[\\/]/).at(-1)}`;
    by("camera-paused").textContent = camera.paused ?? "";
    by("camera-said").textContent = camera.problem ?? [saved, camera.notice].filter(Boolean).join(" · ");
  }

  function showChoice(name, setting) {
    let select = fields.get(name);
    if (!select) {
      const label = document.createElement("label");
      label.append(Object.assign(document.createElement("span"), { textContent: titles[name] }));
      select = document.createElement("select");
      select.addEventListener("change", () => set(select, name, select.value));
      label.append(select);
      by("camera-settings").append(label);
      fields.set(name, select);
    }
    if (document.activeElement === select && !select.disabled) return; // not under the hand that chooses
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
    control.disabled = true;
    try {
      const answer = await fetch(path, { method, body: body && JSON.stringify(body), headers: body && { "Content-Type": "application/json" } });
      if (!answer.ok) by("camera-said").textContent = await answer.text();
    } catch {
      by("camera-said").textContent = "The live view does not answer.";
    }
    control.disabled = false;
    if (control.tagName === "SELECT") control.blur();
  }
}
