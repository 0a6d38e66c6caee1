/**
 * Keeps the screen of a tablet on while this page is visible. Browsers offer it over https and on the machine itself only, and refuse it
 * when the battery is low; some grant it only after a touch.
 */
export function keepAwake() {
  let lock = null;
  const request = async () => {
    if (lock || document.hidden) return;
    try {
      lock = (await navigator.wakeLock?.request("screen")) ?? null;
      lock?.addEventListener("release", () => (lock = null)); // the browser releases it when the page is hidden
    } catch {
      // Refused: it is asked for again at the next touch.
    }
  };
  document.addEventListener("visibilitychange", request);
  addEventListener("pointerdown", request, { passive: true });
  request();
}
