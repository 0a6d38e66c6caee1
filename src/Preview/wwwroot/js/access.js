/** What this device may do. Refused requests say why by themselves; here only what cannot be used is taken off the page. */

/** Marks the page with the role of this device. @returns {role, pairs}: "watch" or "control", and whether other devices can be paired */
export async function attachAccess() {
  try {
    const answer = await fetch("/api/access");
    if (leaveWhenUnknown(answer)) return null;
    const access = await answer.json();
    document.documentElement.dataset.role = access.role;
    return access;
  } catch {
    return null; // the page says that the live view does not answer
  }
}

/** Leads a device that is not let in any more, since the tokens were renewed, to the page that explains pairing. */
export function leaveWhenUnknown(answer) {
  const isUnknown = answer.status === 401 || answer.status === 429;
  if (isUnknown) location.replace("/unpaired");
  return isUnknown;
}
