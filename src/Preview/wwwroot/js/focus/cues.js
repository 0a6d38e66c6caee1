/** The cue of a point on a frame that no network has seen: whether there is texture is not known. */
export const notMeasured = "notMeasured";

/** What a focus puller should know about a point: for each cue of the server its words, and a sign for the label on the picture. */
const cues = {
  [notMeasured]: { text: "Not measured", sign: "" }, // the network was skipped, because results were late
  noTexture: { text: "No texture", sign: "" },
  steady: { text: "Out of focus", sign: "" },
  approaching: { text: "Getting sharper", sign: "▲" },
  leaving: { text: "Getting softer", sign: "▼" },
  backUp: { text: "Back up", sign: "↩" },
  inFocus: { text: "In focus", sign: "" },
};

const unread = { text: "Not read yet", sign: "" };

/** The words and the sign of a reading; null is a point that no frame on the screen has read. */
export const cueOf = (reading) => cues[reading?.cue] ?? unread;
