import { byId, element } from "../dom.js";

/**
 * The menu of a focus point. It opens at a place of the stage, takes the keyboard focus, and gives it back to what had it.
 * @param entries [text, action, key that does the same or ""], in their order
 */
export function openMenu(x, y, entries) {
  const menu = byId("focus-menu");
  const opener = document.activeElement;
  const close = () => {
    menu.hidden = true;
    removeEventListener("pointerdown", outside, true);
    if (menu.contains(document.activeElement) || document.activeElement === document.body) opener?.focus({ preventScroll: true });
  };
  const outside = (event) => {
    if (menu.contains(event.target)) return;
    event.stopPropagation(); // it only closes the menu
    close();
  };
  const items = entries.map(([text, action, key]) => {
    const item = element("button", "", text);
    item.setAttribute("role", "menuitem");
    if (key) item.append(element("kbd", "", key));
    item.addEventListener("click", () => {
      close();
      action();
    });
    return item;
  });
  menu.onkeydown = (event) => {
    event.stopPropagation(); // the page's keys are not the menu's
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close();
    else if (step) items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    else if (event.key !== "Tab") return;
    event.preventDefault();
  };
  menu.replaceChildren(...items);
  menu.hidden = false;
  const stage = byId("stage");
  menu.style.left = `${Math.max(8, Math.min(x, stage.clientWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, stage.clientHeight - menu.offsetHeight - 8))}px`;
  items[0].focus({ preventScroll: true });
  addEventListener("pointerdown", outside, true);
}
