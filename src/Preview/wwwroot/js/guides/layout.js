import { byId } from "../dom.js";
import { settings } from "../settings.js";
import { confirm, warn } from "../toast.js";
import { load, store } from "./layout-store.js";
import { checkPng } from "./png.js";

/** The layout: a PNG that the user lays over the picture, such as a cover with its titles. It stays in this browser. */

settings.define("layout", true);
settings.define("layoutOpacity", 0.5, (value) => value >= 0.1 && value <= 1);

let address = ""; // of the picture that is shown, as a blob

export async function attachLayout() {
  byId("layout-file").addEventListener("change", (event) => {
    const [file] = event.target.files;
    event.target.value = ""; // so that the same file can be picked again
    if (file) accept(file);
  });
  attachDrop(byId("stage"));
  settings.addEventListener("change", show);
  show();
  const kept = await load();
  if (kept) await put(kept).catch(() => store(null)); // what no longer decodes is not kept
}

export const pickLayout = () => byId("layout-file").click();

/** Removes the layout from the page and from this browser. */
export async function forgetLayout() {
  URL.revokeObjectURL(address);
  address = "";
  byId("layout-picture").removeAttribute("src");
  show();
  await store(null);
}

function attachDrop(stage) {
  let depth = 0; // dragenter and dragleave also come from children
  const mark = (change) => {
    depth = Math.max(0, depth + change);
    stage.classList.toggle("dropping", depth > 0);
  };
  stage.addEventListener("dragenter", (event) => event.dataTransfer.types.includes("Files") && mark(1));
  stage.addEventListener("dragleave", (event) => event.dataTransfer.types.includes("Files") && mark(-1));
  stage.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
  stage.addEventListener("drop", (event) => {
    depth = 0;
    mark(0);
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    accept(file);
  });
}

async function accept(file) {
  try {
    await checkPng(file);
    await put(file);
  } catch (problem) {
    warn(`${file.name} is not used as a layout: ${problem.message}`);
    return;
  }
  settings.set({ layout: true });
  const kept = await store(file);
  confirm(kept ? `Layout ${file.name}` : `Layout ${file.name}, until this page is closed: this browser keeps no files`);
}

async function put(blob) {
  const picture = new Image();
  const next = URL.createObjectURL(blob);
  picture.src = next;
  try {
    await picture.decode();
  } catch {
    URL.revokeObjectURL(next);
    throw new Error("the PNG is damaged. Export it again.");
  }
  URL.revokeObjectURL(address);
  address = next;
  byId("layout-picture").src = next;
  show();
}

function show() {
  const picture = byId("layout-picture");
  picture.hidden = !address || !settings.get("layout");
  picture.style.opacity = settings.get("layoutOpacity");
  for (const id of ["layout", "layout-forget", "layout-opacity"]) {
    const control = byId(id);
    if (control) control.disabled = !address;
  }
}
