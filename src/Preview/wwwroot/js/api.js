/** The text of a refused request: the `detail` of its problem details (RFC 9457), else its status. */
export async function problemText(response) {
  try {
    const problem = await response.json();
    return problem.detail ?? problem.title;
  } catch {
    return `The live view answered with status ${response.status}.`;
  }
}
