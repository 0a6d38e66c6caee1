import { byId } from "../dom.js";

const maxLength = 24;

/** The field in which a focus point gets its name, at the point's label. Enter or leaving it keeps the name, Escape the one before. */
export function openNameField(x, y, name, accept) {
  const field = byId("focus-name");
  const opener = document.activeElement;
  let open = true;
  const close = (keep) => {
    if (!open) return;
    open = false;
    const given = field.value.trim();
    field.hidden = true;
    if (keep && given && given !== name) accept(given);
    opener?.focus?.({ preventScroll: true });
  };
  field.maxLength = maxLength;
  field.value = name;
  field.hidden = false;
  const stage = byId("stage");
  field.style.left = `${Math.max(8, Math.min(x, stage.clientWidth - field.offsetWidth - 8))}px`;
  field.style.top = `${Math.max(8, Math.min(y, stage.clientHeight - field.offsetHeight - 8))}px`;
  field.onkeydown = (event) => {
    event.stopPropagation(); // what is typed is not a key of the page
    if (event.key === "Enter") close(true);
    if (event.key === "Escape") close(false);
  };
  field.onblur = () => close(true);
  field.focus({ preventScroll: true });
  field.select();
}
