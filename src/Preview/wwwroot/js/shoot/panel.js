import { byId, element, setText } from "../dom.js";
import { size } from "../format.js";
import { confirm } from "../toast.js";
import * as requests from "./requests.js";
import { attachStars } from "./stars.js";

/** The panel of the shoot: scanner, shot list, ratings, names, second copy, checks. Hidden where no shoot is served. */

const mostListed = 1000; // entries of a list to choose from; a longer one is scanned, or stepped through

let isServed = false;
let stars = null;
let state = null;
let steps = Promise.resolve(); // the last step of the list that was asked for
let shownList = ""; // id of the list that the select shows, or will when it has come

export function attachShoot() {
  stars = attachStars(report);
  byId("shoot-open").addEventListener("click", () => open(byId("shoot").hidden));
  byId("shoot-close").addEventListener("click", () => open(false));
  byId("shoot").addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      open(false);
      event.stopPropagation();
    }
  });
  const scanField = byId("shoot-scan");
  enterField(scanField, async () => {
    const scanned = scanField.value;
    if (!scanned.trim()) return;
    scanField.select(); // what is scanned next takes its place
    // The next code may have been typed meanwhile, or a part of it.
    if (await act(() => requests.scan(scanned)) && scanField.value === scanned) scanField.value = "";
  });
  for (const id of ["shoot-session", "shoot-names"]) {
    enterField(byId(id), () => byId(id).blur());
    byId(id).addEventListener("change", () => act(() => requests.nameShoot(byId("shoot-session").value, byId("shoot-names").value)));
  }
  byId("shoot-entry").addEventListener("change", ({ target }) => act(() => requests.selectEntry(Number(target.value))));
  byId("shoot-previous").addEventListener("click", () => step(-1));
  byId("shoot-next").addEventListener("click", () => step(1));
  byId("shoot-load").addEventListener("click", () => byId("shoot-file").click());
  byId("shoot-remove").addEventListener("click", () => act(requests.removeList));
  byId("shoot-file").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    if (file) await act(() => requests.loadList(file));
    target.value = ""; // so that the same file can be loaded again
  });
  byId("shoot-snapshot").addEventListener("click", () => attempt(async () => {
    const { path } = await requests.saveSnapshot();
    confirm(`Saved ${path.split(/[\\/]/).at(-1)}`);
  }));
  byId("shoot-check").addEventListener("click", () => attempt(async () => {
    const { checks } = await requests.getChecks();
    byId("shoot-checks").replaceChildren(...checks.map(({ what, level, says }) => {
      const item = element("li", "", `${what}: ${says}`);
      item.dataset.level = level;
      return item;
    }));
  }));
  addEventListener("p2ikt-status", ({ detail: status }) => {
    isServed = status.shoots;
    byId("shoot-open").hidden = !isServed;
    if (!byId("shoot").hidden) poll();
  });
}

/** Opens the panel with the field of the scanner ready, or closes it. */
export function scanByKeys() {
  if (!isServed) return;
  open(true);
  byId("shoot-scan").focus({ preventScroll: true });
}

/** Opens the panel with the stars ready for the digits. */
export async function rateByKeys() {
  if (!isServed) return;
  await open(true); // the newest picture is known then
  stars.focus();
}

async function open(isOpen) {
  byId("shoot").hidden = !isOpen;
  byId("shoot-open").setAttribute("aria-pressed", isOpen);
  byId("shoot-open").setAttribute("aria-expanded", isOpen);
  if (isOpen) await poll();
}

/** What is typed into a field is not a key of the page; a scanner ends with Enter. */
function enterField(field, enter) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") event.stopPropagation();
    if (event.key === "Enter") enter();
  });
}

async function poll() {
  const before = requests.changes;
  try {
    const fresh = await requests.getShoot();
    if (before === requests.changes) show(fresh);
  } catch {
    // The banner says that the server does not answer.
  }
}

/** Goes on, or back, from the entry that the step before it has chosen: two quick presses are two steps. */
function step(by) {
  steps = steps.then(async () => {
    const index = state?.current?.index + by; // NaN without a list
    if (index >= 0 && index < state.listLength) await act(() => requests.selectEntry(index));
  });
}

/** Does what changes the shoot, and shows the state after it or why not; true when it went well. */
const act = (change) => attempt(async () => show(await change()));

async function attempt(action) {
  try {
    await action();
    report("");
    return true;
  } catch (problem) {
    report(problem.message);
    poll(); // what was typed or chosen is not what holds
    return false;
  }
}

const report = (text) => setText("shoot-message", text);

function show(fresh) {
  state = fresh;
  const { current } = state;
  setText("shoot-name", state.currentName
    ? [`Next: ${state.currentName}`, current && `${current.index + 1} of ${state.listLength}, ${current.taken} taken`, current?.entry.note]
      .filter(Boolean).join(" · ")
    : "No name: pictures keep the camera's");
  byId("shoot-list-row").hidden = !state.listLength;
  byId("shoot-remove").disabled = !state.currentName;
  byId("shoot-previous").disabled = !current || current.index === 0;
  byId("shoot-next").disabled = !current || current.index === state.listLength - 1;
  byId("shoot-entry").hidden = state.listLength > mostListed;
  showList();
  for (const [id, value] of [["shoot-session", state.session], ["shoot-names", state.names ?? ""]]) {
    if (document.activeElement !== byId(id)) byId(id).value = value;
  }
  setText("shoot-folder", `Pictures go to ${state.picturesFolder}, clips to ${state.clipsFolder}`);
  stars.update(state.newest);
  showCopy(state.copy);
}

async function showList() {
  const entries = byId("shoot-entry");
  const { listId, listLength } = state;
  if (listLength && listLength <= mostListed && listId !== shownList) {
    shownList = listId;
    try {
      const list = await requests.getList();
      if (listId !== shownList) return; // another list was loaded meanwhile
      entries.replaceChildren(...list.entries.map(({ index, entry }) => new Option(entry.name, index)));
    } catch {
      if (listId === shownList) shownList = ""; // again with the next state
      return;
    }
  }
  const current = String(state.current?.index ?? 0);
  if (entries.value !== current) entries.value = current;
}

function showCopy(copy) {
  const text = copy && (copy.problem ?? copy.notice
    ?? (copy.pending ? `Second copies: ${copy.pending} to be made` : `Second copies: ${copy.copied} verified`));
  const room = copy?.diskFree != null && !copy.problem ? `, ${size(copy.diskFree)} free` : "";
  setText("shoot-copy", text ? text + (copy.notice ? "" : room) : "");
  byId("shoot-copy").dataset.tone = copy?.problem || copy?.notice ? "warn" : "";
}
