/** Outline of what is in focus: a green line where the blur radius is the limit, with a glow on the side that is in focus. */
export default {
  name: "outline",
  label: "In focus",
  title: "Outline of what is in focus",
  key: "o",
  icon: `<path stroke-dasharray="3 2.6" d="M12 4.5c5 0 7.5 3 7.5 7s-2.5 8-7.5 8-7.5-3.5-7.5-8 2.5-7 7.5-7z"/>
    <circle cx="12" cy="12" r="1.5"/>`,
  on: true,
  control: {
    name: "limit",
    label: "Largest blur radius that counts as in focus, in pixels",
    value: 1.5,
    min: 0.25,
    max: 6,
    step: 0.25,
    keys: ["-", "+="],
    help: "Outline stricter, more lenient",
    text: (value) => `≤ ${Number(value.toFixed(2))} px`,
  },
  legend: (limit) => [limit],
  uniforms: { outlineLimit: (value) => value },
  shader: `
    vec3 outline(vec3 colour, float radius) {
      const vec3 signal = vec3(0.243, 0.878, 0.561);
      float thickness = max(2.0 * pixelRatio, 1.5); // device pixels
      // Distance to the contour in device pixels, from the slope of the radius: the line has the same width everywhere.
      float slope = length(vec2(dFdx(radius), dFdy(radius)));
      float away = abs(radius - outlineLimit) / max(slope, 1e-6);
      float core = 1.0 - smoothstep(thickness * 0.5 - 0.6, thickness * 0.5 + 0.6, away);
      float rim = 1.0 - smoothstep(thickness * 0.5 + 0.4, thickness * 1.3 + 0.8, away);
      float glow = radius < outlineLimit ? 0.28 * exp(-away / (thickness * 6.0)) : 0.0;
      colour = mix(colour, signal, glow);
      colour = mix(colour, vec3(0.02), rim * 0.55);
      return mix(colour, signal, core);
    }`,
};
