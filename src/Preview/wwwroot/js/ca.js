/** The facts of the certificate authority, for comparison. */
const byId = (id) => document.getElementById(id);
const answer = await fetch("/ca.json").catch(() => null);
if (answer?.ok) {
  const { name, fingerprint, expires } = await answer.json();
  byId("fingerprint").textContent = fingerprint;
  byId("facts").textContent = `${name}, valid until ${expires.slice(0, 10)}`;
} else {
  byId("authority").textContent = "This live view uses no authority of its own: there is nothing to trust here.";
}
