import { trust } from "./overlay-options.js"; // written by the server: src/Preview/Overlays/OverlayConstants.cs

/** The shaders: a quad over the picture's rectangle. Places in the picture run from 0 to 1, y down; seats are those on the screen. */

export const vertex = `#version 300 es
uniform mat2 orientation; // from seats to places, around the middle
out vec2 place, seat;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  seat = vec2(corner.x, 1.0 - corner.y);
  place = orientation * (seat - 0.5) + 0.5;
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

const head = `#version 300 es
precision highp float;
in vec2 place, seat;
out vec4 result;

uniform sampler2D sharp, source, blur, confidence, colours;
uniform float wipe;        // left of it on the screen the source is shown, 0 to 1
uniform float maxRadius;   // end of the colour scale, pixels of blur radius
uniform float pixelRatio;  // device pixels for one CSS pixel
uniform vec2 cells;        // cells of the blur map
uniform vec2 covered;      // part of the map that the picture covers: its last cells may reach beyond

float trust;               // trustAt(place)

// Colour of the scale of blur radius at a place of it, 0 to 1.
vec3 heatColour(float level) {
  return texture(colours, vec2((level * 255.0 + 0.5) / 256.0, 0.5)).rgb;
}

// Blur radius in pixels. Cubic B-spline in four bilinear taps: twice differentiable, so that contours have no corners where cells meet.
float radiusAt(vec2 at) {
  vec2 cell = at * covered * cells - 0.5;
  vec2 base = floor(cell);
  vec2 f = cell - base;
  vec2 w0 = (1.0 - f) * (1.0 - f) * (1.0 - f) / 6.0;
  vec2 w1 = (4.0 - 6.0 * f * f + 3.0 * f * f * f) / 6.0;
  vec2 w3 = f * f * f / 6.0;
  vec2 w2 = 1.0 - w0 - w1 - w3;
  vec2 low = w0 + w1;
  vec2 high = w2 + w3;
  vec2 from = (base - 0.5 + w1 / low) / cells;
  vec2 to = (base + 1.5 + w3 / high) / cells;
  return low.y * (low.x * texture(blur, from).r + high.x * texture(blur, vec2(to.x, from.y)).r)
    + high.y * (low.x * texture(blur, vec2(from.x, to.y)).r + high.x * texture(blur, to).r);
}

// How far the radius can be trusted: near 0 on flat areas, where any radius fits.
float confidenceAt(vec2 at) {
  return texture(confidence, at * covered).r;
}

// Share of an overlay to draw: nothing where the confidence is low, so that a guess is never shown as a reading.
float trustOf(float confidence) {
  return smoothstep(${trust.from.toFixed(4)}, ${trust.to.toFixed(4)}, confidence);
}

float trustAt(vec2 at) {
  return trustOf(confidenceAt(at));
}
`;

/** Name of the uniform that turns an overlay on. */
export const switchOf = (overlay) => `${overlay.name}On`;

/** Overlays that read only the picture; they come first, and need no blur map. */
export const readsPicture = (overlay) => overlay.reads === "picture";

/**
 * The fragment shader: source and sharp on either side of the wipe, then each overlay that is on.
 * @param sizeOf number of components of an overlay's uniform, 1 to 4
 */
export function fragment(overlays, sizeOf) {
  const declarations = overlays.map((overlay) => {
    const uniforms = Object.keys(overlay.uniforms ?? {}).map((name) => `uniform ${types[sizeOf(overlay, name)]} ${name};\n`);
    return `uniform bool ${switchOf(overlay)};\n${uniforms.join("")}${overlay.shader}\n`;
  });
  const ofPicture = overlays.filter(readsPicture);
  const ofRadius = overlays.filter((overlay) => !readsPicture(overlay));
  const calls = (some) => some.map((overlay) => `    if (${switchOf(overlay)}) colour = ${overlay.name}(colour, radius);\n`).join("");
  return `${head}${declarations.join("")}
void main() {
  vec3 colour = seat.x < wipe ? texture(source, place).rgb : texture(sharp, place).rgb;
  float radius = 0.0;
  trust = 0.0;
${calls(ofPicture)}  if (${ofRadius.map(switchOf).join(" || ") || "false"}) {
    radius = radiusAt(place);
    trust = trustAt(place);
${calls(ofRadius)}  }
  result = vec4(colour, 1.0);
}`;
}

const types = { 1: "float", 2: "vec2", 3: "vec3", 4: "vec4" };
