import { minOpacity } from "../heat-colours.js"; // written by the server from HeatMapOverlay.cs
import { options } from "../overlay-options.js"; // written by the server: src/Preview/Overlays/OverlayConstants.cs

/** Heat map of blur radius: blue in focus, yellow far out of focus. Areas in focus keep most of the colours of the picture. */
export default {
  name: "heat",
  label: "Heat map",
  title: "Heat map of blur radius",
  key: "h",
  icon: '<path d="M4 7c2.7-2.6 5.3 2.6 8 0s5.3-2.6 8 0M4 12.5c2.7-2.6 5.3 2.6 8 0s5.3-2.6 8 0M4 18c2.7-2.6 5.3 2.6 8 0s5.3-2.6 8 0"/>',
  control: { ...options.heat.opacity, keys: ["[", "]"], keyStep: 0.1, help: "Heat map fainter, stronger" },
  legend: () => [],
  uniforms: { heatOpacity: (value) => value },
  shader: `
    vec3 heat(vec3 colour, float radius) {
      float level = sqrt(clamp(radius / maxRadius, 0.0, 1.0));
      float share = mix(${minOpacity.toFixed(4)}, 1.0, smoothstep(0.0, 0.5, level));
      return mix(colour, heatColour(level), heatOpacity * share * trust);
    }`,
};
