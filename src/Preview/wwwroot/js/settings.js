/** What the viewer has chosen, remembered in this browser. Fires "change" on every change. */

const key = "p2ikt-live.view.1";

const defaults = {
  mode: "wipe", // sharp | wipe | source
  wipe: 0.5, // place of the divider, 0 to 1 of the picture's width
  heat: false,
  heatOpacity: 0.6,
  outline: true,
  outlineLimit: 1.5, // pixels of blur radius up to which the picture counts as in focus
  bars: true,
};

const valid = {
  mode: (value) => ["sharp", "wipe", "source"].includes(value),
  wipe: (value) => value >= 0 && value <= 1,
  heatOpacity: (value) => value >= 0.1 && value <= 1,
  outlineLimit: (value) => value >= 0.25 && value <= 6,
};

class Settings extends EventTarget {
  #values = { ...defaults };

  constructor() {
    super();
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? "{}");
      for (const [name, value] of Object.entries(kept)) this.#accept(name, value);
    } catch {
      // Storage may be forbidden, or hold another version's text: the defaults do.
    }
  }

  get = (name) => this.#values[name];

  set(changes) {
    for (const [name, value] of Object.entries(changes)) this.#accept(name, value);
    try {
      localStorage.setItem(key, JSON.stringify(this.#values));
    } catch {
      // Not remembered then.
    }
    this.dispatchEvent(new Event("change"));
  }

  toggle = (name) => this.set({ [name]: !this.#values[name] });

  #accept(name, value) {
    if (name in defaults && typeof value === typeof defaults[name] && (valid[name]?.(value) ?? true)) this.#values[name] = value;
  }
}

export const settings = new Settings();
