import { options, signalColours, strip as shape } from "../overlay-options.js"; // written by the server: OverlayConstants.cs

const vec3 = (bytes) => `vec3(${bytes.map((byte) => (byte / 255).toFixed(4))})`;

/** Depth-of-field strip: a bar graph at the picture's edge of how much of each column, or row, is in focus. Grey: has texture. */
export default {
  name: "strip",
  label: "Focus strip",
  title: "Depth-of-field strip at the picture's edge",
  key: "d",
  icon: '<path d="M3.5 19.5h17M6 19V14M10 19V7M14 19v-9M18 19v-3"/>',
  panel: true,
  control: { ...options.strip.limit, text: (value) => `≤ ${Number(value.toFixed(2))} px` },
  choices: [options.strip.along],
  uniforms: { stripLimit: (limit) => limit, stripAlong: (_, { along }) => along },
  shader: `
    // Shares of a column or row of cells: what has texture, and what of it is in focus.
    vec2 stripShares(float bar, float count) {
      vec2 sum = vec2(0.0);
      for (float i = 0.0; i < count; i++) {
        ivec2 cell = ivec2(stripAlong > 0.5 ? vec2(i, bar) : vec2(bar, i));
        float known = trustOf(texelFetch(confidence, cell, 0).r);
        float there = texelFetch(blur, cell, 0).r;
        sum += known * vec2(1.0, 1.0 - smoothstep(${shape.inAt.toFixed(4)} * stripLimit, ${shape.outAt.toFixed(4)} * stripLimit, there));
      }
      return sum / count;
    }

    vec3 strip(vec3 colour, float radius) {
      bool rows = stripAlong > 0.5;
      vec2 size = vec2(textureSize(sharp, 0));
      float depth = ${shape.height.toFixed(4)} * size.y; // of the strip, in pixels of the picture
      float line = rows ? place.x * size.x : (1.0 - place.y) * size.y;
      if (line >= depth) return colour;
      vec2 bars = rows ? cells.yx : cells;
      vec2 at = place * covered * cells - 0.5;
      float bar = clamp(rows ? at.y : at.x, 0.0, bars.x - 1.0);
      vec2 shares = mix(stripShares(floor(bar), bars.y), stripShares(min(floor(bar) + 1.0, bars.x - 1.0), bars.y), fract(bar));
      vec2 heights = clamp(depth * sqrt(shares) - line + 0.5, 0.0, 1.0); // the square root, so that a small subject shows
      colour = mix(colour, ${vec3(shape.ground)}, ${shape.groundOpacity.toFixed(4)});
      colour = mix(colour, ${vec3(shape.known)}, heights.x);
      return mix(colour, ${vec3(signalColours[0])}, heights.y);
    }`,
};
