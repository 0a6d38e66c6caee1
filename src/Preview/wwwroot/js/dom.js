/** Short names for what every module does with the document. */

export const byId = (id) => document.getElementById(id);

/** Makes an element with a class and a text, both optional. */
export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** Sets the text of an element, only when it differs: a screen reader repeats a live region on every write. */
export const setText = (id, text) => setTextOf(byId(id), text);

/** The same for an element that has no id. */
export function setTextOf(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
