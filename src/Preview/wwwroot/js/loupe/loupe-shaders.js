/** The loupe's shaders: the left half is the source, the right one the deblurred picture, both around the same place. */

export const vertex = `#version 300 es
void main() {
  gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0, 0.0, 1.0);
}`;

export const fragment = `#version 300 es
precision highp float;
uniform highp sampler2D sharp, source;
uniform bool hasSource;
uniform mat2 orientation;
uniform vec2 size;    // of both halves, device pixels
uniform vec2 picture; // size of the source, its pixels: the textures are smaller until the full size has come
uniform vec2 middle;  // place in the picture, 0 to 1
uniform float scale;  // device pixels for one pixel of the picture
out vec4 result;

const vec3 ground = vec3(0.055, 0.055, 0.06);

void main() {
  vec2 at = vec2(gl_FragCoord.x, size.y - gl_FragCoord.y);
  float middleLine = size.x * 0.5;
  bool left = at.x < middleLine;
  vec2 offset = at - vec2(left ? middleLine * 0.5 : middleLine * 1.5, size.y * 0.5);
  // The middle is moved to the corner of a pixel, so that each pixel is a square of the same size.
  vec2 pixel = floor(floor(middle * picture) + orientation * (floor(offset) + 0.5) / scale);
  bool outside = any(lessThan(pixel, vec2(0.0))) || any(greaterThanEqual(pixel, picture));
  if (outside || left && !hasSource || abs(at.x - middleLine) < 1.0) {
    result = vec4(ground, 1.0);
    return;
  }
  vec2 place = (pixel + 0.5) / picture;
  vec4 found = left
    ? texelFetch(source, ivec2(place * vec2(textureSize(source, 0))), 0)
    : texelFetch(sharp, ivec2(place * vec2(textureSize(sharp, 0))), 0);
  result = vec4(found.rgb, 1.0);
}`;
