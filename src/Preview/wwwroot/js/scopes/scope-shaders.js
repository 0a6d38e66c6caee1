/**
 * The shaders of the scopes. `counts` holds how often each level (row) occurs in each column of the view, for red, green, blue and luma, in
 * steps of 1/255; `sums` the same for the whole view. Blending bytes needs no extension of WebGL2, and is exact up to 255.
 */

export const columns = 256; // of samples over the view
export const rows = 144; // at most 255: a byte counts them
export const countsUnit = 5;
export const sumsUnit = 6;

const luma = "vec3(0.2126, 0.7152, 0.0722)"; // BT.709

/** One point for each sample and channel, at its column and level. */
export const countVertex = `#version 300 es
precision highp float;
uniform highp sampler2D sharp, source;
uniform float wipe;
uniform mat2 orientation;
flat out vec4 hit;
void main() {
  int channel = gl_VertexID & 3;
  int index = gl_VertexID >> 2;
  vec2 seat = (vec2(index % ${columns}, index / ${columns}) + 0.5) / vec2(${columns}.0, ${rows}.0);
  vec2 place = orientation * (seat - 0.5) + 0.5;
  vec3 colour = seat.x < wipe
    ? texelFetch(source, ivec2(place * vec2(textureSize(source, 0))), 0).rgb
    : texelFetch(sharp, ivec2(place * vec2(textureSize(sharp, 0))), 0).rgb;
  float value = channel == 3 ? dot(colour, ${luma}) : colour[channel];
  float level = floor(value * 255.0 + 0.5);
  hit = vec4(equal(ivec4(channel), ivec4(0, 1, 2, 3))) / 255.0;
  gl_PointSize = 1.0;
  gl_Position = vec4(seat.x * 2.0 - 1.0, (level + 0.5) / 128.0 - 1.0, 0.0, 1.0);
}`;

export const countFragment = `#version 300 es
precision highp float;
flat in vec4 hit;
out vec4 result;
void main() {
  result = hit;
}`;

export const quad = `#version 300 es
void main() {
  gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0, 0.0, 1.0);
}`;

export const sumFragment = `#version 300 es
precision highp float;
uniform highp sampler2D counts;
out uvec4 result;
void main() {
  vec4 sum = vec4(0.0);
  for (int column = 0; column < ${columns}; column++) sum += texelFetch(counts, ivec2(column, int(gl_FragCoord.x)), 0);
  result = uvec4(sum * 255.0 + 0.5);
}`;

const drawing = `#version 300 es
precision highp float;
precision highp usampler2D;
uniform highp sampler2D counts;
uniform usampler2D sums;
uniform vec2 size; // of the scope, device pixels
uniform bool rgb;
out vec4 result;

const vec3 ground = vec3(0.055, 0.055, 0.06);
const vec3 line = vec3(0.19, 0.19, 0.2);
const vec3 white = vec3(0.86, 0.86, 0.88);
const vec3 red = vec3(1.0, 0.27, 0.23), green = vec3(0.24, 0.85, 0.42), blue = vec3(0.3, 0.5, 1.0);

// A hairline at each quarter of an axis.
float quarters(float at, float length) {
  float nearest = floor(at * 4.0 + 0.5) / 4.0;
  return abs(at - nearest) * length <= 0.5 ? 1.0 : 0.0;
}
`;

/** The height is the square root of the share; a level with 6 % of the picture reaches the top. A fixed scale does not jump. */
export const histogramFragment = `${drawing}
vec4 heights(float level) {
  float low = clamp(level - 0.5, 0.0, 255.0);
  vec4 from = vec4(texelFetch(sums, ivec2(int(low), 0), 0));
  vec4 to = vec4(texelFetch(sums, ivec2(min(int(low) + 1, 255), 0), 0));
  return sqrt(mix(from, to, fract(low)) / (0.06 * ${columns}.0 * ${rows}.0));
}

void main() {
  vec2 at = gl_FragCoord.xy / size;
  vec3 colour = mix(ground, line, quarters(at.x, size.x));
  vec4 filled = clamp((heights(at.x * 256.0) - at.y) * size.y + 0.5, 0.0, 1.0);
  if (rgb) colour = min(colour + 0.8 * (filled.r * red + filled.g * green + filled.b * blue), 1.0);
  else colour = mix(colour, white, filled.a);
  result = vec4(colour, 1.0);
}`;

/** Luma, or red, green and blue beside each other. Brightness is how often a level occurs in a column. */
export const waveformFragment = `${drawing}
void main() {
  vec2 at = gl_FragCoord.xy / size;
  vec3 colour = mix(ground, line, quarters(at.y, size.y));
  int channel = rgb ? int(at.x * 3.0) : 3;
  float column = rgb ? fract(at.x * 3.0) : at.x;
  // The columns and levels under this pixel, so that none is left out where the scope is smaller than they are.
  vec2 span = vec2(rgb ? 3.0 : 1.0, 1.0) / size * vec2(${columns}.0, 256.0);
  ivec2 from = ivec2(vec2(column, at.y) * vec2(${columns}.0, 256.0) - 0.5 * span);
  ivec2 steps = ivec2(ceil(max(span, 1.0)));
  float most = 0.0;
  for (int x = 0; x < steps.x; x++)
    for (int y = 0; y < steps.y; y++)
      most = max(most, texelFetch(counts, clamp(from + ivec2(x, y), ivec2(0), ivec2(${columns - 1}, 255)), 0)[channel]);
  vec3 trace = channel == 0 ? red : channel == 1 ? green : channel == 2 ? blue : white;
  result = vec4(mix(colour, trace, 1.0 - exp(-most * 255.0 * 0.16)), 1.0);
}`;
