import { send } from "../api.js";

/** Requests to /api/shoot. Each resolves to the answer, or throws an error whose message is for the user. */

/** How often a change was begun or ended: an answer to `getShoot` from before one is out of date. */
export let changes = 0;

export const getShoot = () => ask("GET", "");
export const nameShoot = (session, names) => ask("PUT", "", { session, names });
export const scan = (text) => ask("POST", "/scan", { text });
export const getList = () => ask("GET", "/list");
export const loadList = (file) => ask("POST", "/list", null, { body: file, headers: { "Content-Type": "text/csv" } });
export const removeList = () => ask("DELETE", "/list");
export const selectEntry = (index) => ask("PUT", "/list/current", { index });
export const getPictures = () => ask("GET", "/pictures");
export const rate = (name, rating) => ask("PUT", `/pictures/${encodeURIComponent(name)}/rating`, { rating });
export const saveSnapshot = () => ask("POST", "/snapshot");
export const getChecks = () => ask("GET", "/checks");

async function ask(method, path, body, options = {}) {
  const isChange = method !== "GET";
  if (isChange) changes++;
  try {
    return await send(method, `/api/shoot${path}`, body, { ...options, signal: AbortSignal.timeout(15000) });
  } finally {
    if (isChange) changes++;
  }
}
