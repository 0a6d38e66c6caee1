import { byId, element } from "./dom.js";

/** The sheet that lists the keys of a page. */

/** @param rows for each action: [names of keys, what they do, class of the row, if any] */
export function attachKeySheet(rows) {
  byId("help").addEventListener("click", toggleKeySheet);
  byId("sheet").addEventListener("click", (event) => event.target === byId("sheet") && byId("sheet").close());
  byId("keys").replaceChildren(...rows.flatMap(([names, meaning, className]) => {
    const term = element("dt", className);
    term.append(...names.map((name) => element("kbd", "", name)));
    return [term, element("dd", className, meaning)];
  }));
}

export function toggleKeySheet() {
  if (byId("sheet").open) byId("sheet").close();
  else byId("sheet").showModal();
}

/** Whether a key event belongs to the browser, a control that handled it, or an open dialog. */
export const isTaken = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented
  || (document.querySelector("dialog[open]") && !(event.key === "?" && byId("sheet").open));

/** The entry of a table of keys that a key event calls: letters in lower case, other keys by their name. */
export const actionOf = (keys, event) => keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
