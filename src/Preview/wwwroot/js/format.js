/** Times and sizes for display. The space before a unit is not a place for a line break. */

const space = "\u00a0";

/** 0:07, 12:34, 1:02:03; with tenths 0:07.4. */
export function clock(seconds, tenths = false) {
  const all = tenths ? Math.floor(seconds * 10 + 1e-6) / 10 : Math.floor(seconds + 1e-6);
  const [hours, minutes] = [Math.floor(all / 3600), Math.floor(all / 60) % 60];
  const rest = (all % 60).toFixed(tenths ? 1 : 0).padStart(tenths ? 4 : 2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** 840 kB, 34 MB, 1.2 GB. */
export function size(bytes) {
  for (const [unit, name] of [[1e12, "TB"], [1e9, "GB"], [1e6, "MB"]]) {
    if (bytes >= unit) return `${(bytes / unit).toFixed(bytes < 10 * unit && unit > 1e6 ? 1 : 0)}${space}${name}`;
  }
  return `${Math.ceil(bytes / 1e3)}${space}kB`;
}

/** A duration, rounded: 40 s, 12 min, 3 h 20 min, 80 h. */
export function span(seconds) {
  if (seconds < 90) return `${Math.floor(seconds)}${space}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 90) return `${minutes}${space}min`;
  const hours = Math.floor(minutes / 60);
  return hours < 10 ? `${hours}${space}h ${minutes % 60}${space}min` : `${hours}${space}h`;
}
