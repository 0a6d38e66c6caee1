/** The one program: a quad over the picture's rectangle, in whose coordinates (0 to 1, y down) everything is said. */

export const vertex = `#version 300 es
out vec2 place;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  place = vec2(corner.x, 1.0 - corner.y);
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

export const fragment = `#version 300 es
precision highp float;
in vec2 place;
out vec4 result;

uniform sampler2D sharp, source, blur, colours;
uniform float wipe;        // left of it the source, 0 to 1
uniform float heat;        // opacity of the heat map, 0 when off
uniform float maxRadius;   // pixels, the end of the colour scale
uniform float limit;       // blur radius of the outline in pixels, below 0 when off
uniform vec2 cells;        // cells of the blur map
uniform vec2 covered;      // part of the map that the picture covers: its last cells may reach beyond
uniform float thickness;   // of the outline, in device pixels

const vec3 signal = vec3(0.243, 0.878, 0.561);
const float clearest = 0.15; // what is in focus keeps most of its own colours

// Cubic B-spline in four bilinear taps: twice differentiable, so that the outline has no corners where cells meet.
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

void main() {
  vec3 colour = place.x < wipe ? texture(source, place).rgb : texture(sharp, place).rgb;
  if (heat > 0.0 || limit >= 0.0) {
    float radius = radiusAt(place);
    if (heat > 0.0) {
      float level = sqrt(clamp(radius / maxRadius, 0.0, 1.0));
      vec3 tint = texture(colours, vec2((level * 255.0 + 0.5) / 256.0, 0.5)).rgb;
      colour = mix(colour, tint, heat * mix(clearest, 1.0, smoothstep(0.0, 0.5, level)));
    }
    if (limit >= 0.0) {
      // Distance to the contour in device pixels, by the slope of the radius there: a line of the same width everywhere.
      float slope = length(vec2(dFdx(radius), dFdy(radius)));
      float away = abs(radius - limit) / max(slope, 1e-6);
      float core = 1.0 - smoothstep(thickness * 0.5 - 0.6, thickness * 0.5 + 0.6, away);
      float rim = 1.0 - smoothstep(thickness * 0.5 + 0.4, thickness * 1.3 + 0.8, away);
      float glow = radius < limit ? 0.28 * exp(-away / (thickness * 6.0)) : 0.0; // on the side that is in focus
      colour = mix(colour, signal, glow);
      colour = mix(colour, vec3(0.02), rim * 0.55);
      colour = mix(colour, signal, core);
    }
  }
  result = vec4(colour, 1.0);
}`;
