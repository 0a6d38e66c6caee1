/** Keeps the layout's file in this browser (IndexedDB). Where that is forbidden, nothing is kept. */

const database = "p2ikt-live";
const files = "files";
const key = "layout";

/** The file that was kept; null for none. */
export const load = () => within("readonly", (store) => store.get(key)).then((kept) => (kept instanceof Blob ? kept : null), () => null);

/** Keeps a file, or removes it with null. Returns whether that worked. */
export const store = (file) =>
  within("readwrite", (store) => (file ? store.put(file, key) : store.delete(key))).then(() => true, () => false);

async function within(mode, act) {
  const opened = await open();
  try {
    return await answer(act(opened.transaction(files, mode).objectStore(files)));
  } finally {
    opened.close();
  }
}

function open() {
  const request = indexedDB.open(database, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(files);
  return answer(request);
}

const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
  request.onblocked = () => reject(new Error("Another page holds the store."));
});
