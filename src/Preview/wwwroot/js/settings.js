/** The viewer's choices, kept in this browser. Fires "change" on every change. */

const key = "p2ikt-live.view.1";

class Settings extends EventTarget {
  #stored = {}; // also what this page does not use: another page shares it
  #values = {};
  #valid = {};
  #defaults = {};
  #stores = true;

  constructor() {
    super();
    try {
      this.#stored = JSON.parse(localStorage.getItem(key)) ?? {};
    } catch {
      // Storage is forbidden, or holds something else: the defaults are used.
    }
  }

  /** Adds a setting. A stored value is used when it has the default's type and is valid. */
  define(name, value, valid = () => true) {
    this.#values[name] = this.#defaults[name] = value;
    this.#valid[name] = valid;
    this.#accept(name, this.#stored[name]);
  }

  get = (name) => this.#values[name];

  /** Changes settings; values that are not valid are ignored. */
  set(changes) {
    for (const [name, value] of Object.entries(changes)) this.#accept(name, value);
    try {
      if (this.#stores) localStorage.setItem(key, JSON.stringify({ ...this.#stored, ...this.#values }));
    } catch {
      // Storage is forbidden or full: the choice lasts as long as the page.
    }
    this.dispatchEvent(new Event("change"));
  }

  /** Has the page use these settings, and defaults for the others: what is stored in this browser is neither used nor changed. */
  useOnly(values) {
    this.#stores = false;
    this.#stored = {};
    this.#values = { ...this.#defaults };
    this.set(values);
  }

  toggle = (name) => this.set({ [name]: !this.#values[name] });

  #accept(name, value) {
    if (name in this.#values && typeof value === typeof this.#values[name] && this.#valid[name](value)) this.#values[name] = value;
  }
}

export const settings = new Settings();
settings.define("mode", "wipe", (value) => ["sharp", "wipe", "source"].includes(value));
settings.define("wipe", 0.5, (value) => value >= 0 && value <= 1); // place of the divider in the picture's width
settings.define("bars", true);
