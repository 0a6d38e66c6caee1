/** Zebra stripes over what is in focus, as camera monitors draw them over highlights. ZebraOverlay.cs draws the same on the server. */
export default {
  name: "zebra",
  label: "Zebra",
  title: "Zebra stripes over what is in focus",
  key: "z",
  icon: '<path d="M4 12 12 4M4 19 19 4M9 20 20 9M16 20l4-4"/>',
  control: {
    name: "limit",
    label: "Largest blur radius that is striped, in pixels",
    value: 1.5,
    min: 0.5,
    max: 6,
    step: 0.5,
    text: (value) => `≤ ${value} px`,
  },
  legend: (limit) => [limit],
  uniforms: { zebraLimit: (limit) => limit },
  shader: `
    vec3 zebra(vec3 colour, float radius) {
      vec2 pixel = floor(place * vec2(textureSize(sharp, 0))); // of the picture, not of the screen: as in snapshots and clips
      bool striped = confidenceAt(place) >= 0.25 && radius <= zebraLimit && mod(pixel.x + pixel.y, 16.0) < 8.0;
      return striped ? mix(colour, vec3(1.0), 0.7) : colour;
    }`,
};
