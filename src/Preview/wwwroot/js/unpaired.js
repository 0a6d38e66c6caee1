/** A device that is paired has come by a link on another site, with which browsers send no cookie: it goes on to the live view. */
const answer = await fetch("/api/access").catch(() => null);
if (answer?.ok) location.replace("/");
