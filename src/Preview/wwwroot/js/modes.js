/** The radio buttons that choose the picture: sharp, wipe or source. The same on every page. */

/** @param choose called with the mode of a button that is clicked or reached by an arrow key */
export function attachModes(choose) {
  const buttons = [...document.querySelectorAll("[data-mode][role=radio]")];
  for (const button of buttons) {
    button.addEventListener("click", () => choose(button.dataset.mode));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation(); // elsewhere on the page the arrows have another meaning
      const next = buttons[(buttons.indexOf(button) + step + buttons.length) % buttons.length];
      next.click();
      next.focus();
    });
  }
  return {
    /** Marks the button of a mode as chosen. */
    show(mode) {
      for (const button of buttons) {
        button.setAttribute("aria-checked", button.dataset.mode === mode);
        button.tabIndex = button.dataset.mode === mode ? 0 : -1;
      }
    },
  };
}
