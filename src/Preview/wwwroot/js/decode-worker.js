import { decodeMessage, transferable } from "./decode.js";

/** Answers each message by what it holds, or by null where not even its header can be read. */
onmessage = async ({ data: { id, data } }) => {
  try {
    const decoded = await decodeMessage(data);
    postMessage({ id, decoded }, transferable(decoded));
  } catch {
    postMessage({ id, decoded: null });
  }
};
