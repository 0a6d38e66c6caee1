/**
 * False colour and the clipping zebra: overlays that read only the picture, drawn before those of blur radius. The bands of false colour
 * are percent of luma (BT.709) of a picture coded for the screen.
 */

export const bands = [
  { from: 0, to: 2, colour: [150, 64, 204], label: "black" },
  { from: 2, to: 10, colour: [62, 110, 232], label: "" },
  { from: 40, to: 47, colour: [70, 186, 92], label: "mid grey" },
  { from: 57, to: 64, colour: [240, 136, 176], label: "skin" },
  { from: 94, to: 99, colour: [250, 224, 80], label: "" },
  { from: 99, to: 100, colour: [255, 62, 52], label: "clipped" },
];

const vec3 = (bytes) => `vec3(${bytes.map((byte) => (byte / 255).toFixed(4))})`;

// Bands are closed below, and the last one above, too.
const band = ({ from, to, colour }) =>
  `  if (luma >= ${(from / 100).toFixed(4)} && luma < ${(to === 100 ? 2 : to / 100).toFixed(4)}) return ${vec3(colour)};\n`;

const falseColour = {
  name: "falseColour",
  label: "False colour",
  title: "False colour of exposure",
  key: "i",
  reads: "picture",
  panel: true,
  shader: `
    vec3 falseColour(vec3 colour, float radius) {
      float luma = dot(colour, vec3(0.2126, 0.7152, 0.0722));
    ${bands.map(band).join("    ")}
      return vec3(luma);
    }`,
};

const clipping = {
  name: "clipping",
  label: "Clipping",
  title: "Zebra over clipped highlights (red) and blacks (blue)",
  key: "u",
  reads: "picture",
  panel: true,
  shader: `
    vec3 clipping(vec3 colour, float radius) {
      vec3 picture = seat.x < wipe ? texture(source, place).rgb : texture(sharp, place).rgb; // not what false colour has made of it
      float high = max(picture.r, max(picture.g, picture.b));
      bool clipped = high >= 253.5 / 255.0;
      if (!clipped && high > 1.5 / 255.0) return colour;
      bool striped = mod(gl_FragCoord.x + gl_FragCoord.y, 10.0 * pixelRatio) < 5.0 * pixelRatio;
      return striped ? (clipped ? vec3(1.0, 0.24, 0.2) : vec3(0.25, 0.45, 1.0)) : (clipped ? vec3(0.1) : colour);
    }`,
};

export const exposureOverlays = [falseColour, clipping];
