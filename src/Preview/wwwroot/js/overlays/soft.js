import { options, soft as shape } from "../overlay-options.js"; // written by the server: src/Preview/Overlays/OverlayConstants.cs

/** Zebra stripes over what is softer than a limit. */
export default {
  name: "soft",
  label: "Soft zebra",
  title: "Zebra stripes over what is soft",
  key: "x",
  icon: '<path d="M4 12 12 4M4 19 19 4M9 20 20 9M16 20l4-4"/>',
  panel: true,
  control: { ...options.soft.limit, text: (value) => `> ${Number(value.toFixed(2))} px` },
  legend: (limit) => [limit],
  uniforms: { softLimit: (limit) => limit },
  shader: `
    vec3 soft(vec3 colour, float radius) {
      vec2 size = vec2(textureSize(sharp, 0));
      vec2 pixel = floor(place * size); // of the picture, not of the screen: as in snapshots and clips
      float stripe = max(${shape.minStripe.toFixed(1)}, floor(size.y / ${shape.stripes.toFixed(1)} + 0.5));
      float striped = 1.0 - step(stripe, mod(pixel.x + pixel.y, 2.0 * stripe));
      float share = smoothstep(softLimit, softLimit * ${shape.fullAt.toFixed(4)}, radius) * trust;
      return mix(colour, vec3(${shape.colour.map((byte) => (byte / 255).toFixed(4))}), ${shape.opacity.toFixed(4)} * striped * share);
    }`,
};
