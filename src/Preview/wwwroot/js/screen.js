/** Full screen and the sheet of keys: the same on every page. */

const by = (id) => document.getElementById(id);

/** @param keys rows of [names of keys, what they do, class of the row, if any] */
export function attachScreen(keys) {
  by("full").addEventListener("click", toggleFullScreen);
  by("full").hidden = !document.fullscreenEnabled;
  by("help").addEventListener("click", toggleHelp);
  by("sheet").addEventListener("click", (event) => event.target === by("sheet") && by("sheet").close());
  by("keys").replaceChildren(...keys.flatMap(([names, meaning, className = ""]) => {
    const term = Object.assign(document.createElement("dt"), { className });
    term.append(...names.map((name) => Object.assign(document.createElement("kbd"), { textContent: name })));
    return [term, Object.assign(document.createElement("dd"), { textContent: meaning, className })];
  }));
}

export function toggleFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {}); // refused: the page stays as it is
}

export function toggleHelp() {
  if (by("sheet").open) by("sheet").close();
  else by("sheet").showModal();
}
