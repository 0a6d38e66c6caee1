/**
 * Sends a request, with `body` as JSON where there is one. Resolves to the JSON of the answer, or null where it has none; throws an error
 * whose message is for the user.
 * @param options of `fetch`, besides
 */
export async function send(method, path, body, options = {}) {
  const json = body && { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  let answer, text;
  try {
    answer = await fetch(path, { method, ...json, ...options });
    text = answer.ok ? await answer.text() : "";
  } catch {
    throw new Error("The live view does not answer.");
  }
  if (!answer.ok) throw new Error(await problemText(answer));
  return text ? JSON.parse(text) : null;
}

/** The text of a refused request: the `detail` of its problem details (RFC 9457), else its status. */
export async function problemText(response) {
  try {
    const problem = await response.json();
    return problem.detail ?? problem.title;
  } catch {
    return `The live view answered with status ${response.status}.`;
  }
}
