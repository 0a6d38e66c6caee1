import { options, outline as shape, signalColours } from "../overlay-options.js"; // written by the server: OverlayConstants.cs

const { limit, colour, strength, over } = options.outline;

/** Outline of what is in focus: a line where the blur radius is the limit, with a glow on the side that is in focus. */
export default {
  name: "outline",
  label: "In focus",
  title: "Outline of what is in focus",
  key: "o",
  icon: `<path stroke-dasharray="3 2.6" d="M12 4.5c5 0 7.5 3 7.5 7s-2.5 8-7.5 8-7.5-3.5-7.5-8 2.5-7 7.5-7z"/>
    <circle cx="12" cy="12" r="1.5"/>`,
  on: true,
  control: {
    ...limit,
    keys: ["-", "+="],
    help: "Outline stricter, more lenient",
    text: (value) => `≤ ${Number(value.toFixed(2))} px`,
  },
  choices: [{ ...colour, colours: signalColours }, strength, over],
  legend: (limit) => [limit],
  uniforms: {
    outlineLimit: (limit) => limit,
    outlineColour: (_, { colour }) => signalColours[colour].map((byte) => byte / 255),
    outlineWidth: (_, { strength }) => shape.widths[strength],
    outlineGlow: (_, { strength }) => shape.glows[strength],
    outlineOver: (_, { over }) => over,
  },
  shader: `
    vec3 outline(vec3 colour, float radius) {
      if (outlineOver > 1.5) colour = vec3(0.0);
      else if (outlineOver > 0.5) colour = vec3(dot(colour, vec3(77.0, 150.0, 29.0) / 256.0));
      float thickness = outlineWidth * pixelRatio; // device pixels
      // Distance to the contour in device pixels, from the slope of the radius: the line has the same width everywhere.
      float slope = length(vec2(dFdx(radius), dFdy(radius)));
      float away = abs(radius - outlineLimit) / max(slope, 1e-6);
      float core = 1.0 - smoothstep(thickness * 0.5 - 0.6, thickness * 0.5 + 0.6, away);
      float rim = 1.0 - smoothstep(thickness * 0.5 + 0.4, thickness * 1.3 + 0.8, away);
      float fall = max(0.0, 1.0 - away / (thickness * ${shape.glowReach.toFixed(1)}));
      float glow = radius < outlineLimit ? outlineGlow * fall * fall * fall : 0.0;
      colour = mix(colour, outlineColour, trust * glow);
      colour = mix(colour, vec3(0.02), trust * rim * 0.55);
      return mix(colour, outlineColour, trust * core);
    }`,
};
