import { problemText } from "../api.js";

/** Requests to /api/shoot. Each resolves to the answer, or throws an error whose message is for the user. */

/** How often a change was begun or ended: an answer to `getShoot` from before one is out of date. */
export let changes = 0;

export const getShoot = () => ask("GET", "");
export const nameShoot = (session, names) => ask("PUT", "", { session, names });
export const scan = (text) => ask("POST", "/scan", { text });
export const getList = () => ask("GET", "/list");
export const loadList = (file) => send("POST", "/list", { body: file, headers: { "Content-Type": "text/csv" } });
export const removeList = () => ask("DELETE", "/list");
export const selectEntry = (index) => ask("PUT", "/list/current", { index });
export const getPictures = () => ask("GET", "/pictures");
export const rate = (name, rating) => ask("PUT", `/pictures/${encodeURIComponent(name)}/rating`, { rating });
export const saveSnapshot = () => ask("POST", "/snapshot");
export const getChecks = () => ask("GET", "/checks");

const ask = (method, path, body) =>
  send(method, path, body ? { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } } : {});

async function send(method, path, content) {
  const isChange = method !== "GET";
  if (isChange) changes++;
  let answer;
  try {
    answer = await fetch(`/api/shoot${path}`, { method, ...content, signal: AbortSignal.timeout(15000) });
  } catch {
    throw new Error("The live view does not answer.");
  } finally {
    if (isChange) changes++;
  }
  if (!answer.ok) throw new Error(await problemText(answer));
  return answer.json();
}
