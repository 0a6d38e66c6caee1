import { heatTable } from "./heat-scale.js";
import { defaultsOf } from "./overlay-registry.js";
import { seatToPlace } from "./orientation.js";
import { fragment, readsPicture, switchOf, vertex } from "./shaders.js";

const uniforms = [
  "sharp", "source", "blur", "confidence", "colours", "wipe", "maxRadius", "pixelRatio", "cells", "covered", "orientation",
];

/** Units of the textures. Other programs on the same context read the pictures there, and use units from 5 on for their own. */
export const units = { sharp: 0, source: 1, blur: 2, colours: 3, confidence: 4 };

/** Draws the pictures of a frame and its overlays with WebGL2. `upload` a frame, then `draw` it as often as the view changes. */
export class Renderer {
  #gl;
  #program;
  #overlays;
  #at; // locations of the uniforms, by name
  #textures;

  /** Null when this browser has no WebGL2. */
  static create(canvas, overlays) {
    const gl = canvas.getContext("webgl2", { alpha: false, antialias: false, depth: false, powerPreference: "high-performance" });
    return gl && new Renderer(gl, overlays);
  }

  constructor(gl, overlays) {
    this.#gl = gl;
    this.#overlays = overlays;
    this.restore();
  }

  get gl() {
    return this.#gl;
  }

  /** Size of the sharp picture on the GPU, in its pixels; null before the first. */
  get size() {
    const { width, height } = this.#textures.sharp;
    return width ? { width, height } : null;
  }

  /** Builds everything on the GPU, at first and after the context was lost. */
  restore() {
    const gl = this.#gl;
    const program = this.#link();
    this.#program = program;
    gl.useProgram(program);
    const names = [...uniforms, ...this.#overlays.flatMap((overlay) => [switchOf(overlay), ...Object.keys(overlay.uniforms ?? {})])];
    this.#at = Object.fromEntries(names.map((name) => [name, gl.getUniformLocation(program, name)]));
    this.#textures = {};
    for (const [name, unit] of Object.entries(units)) {
      gl.uniform1i(this.#at[name], unit);
      this.#textures[name] = { texture: gl.createTexture(), width: 0, height: 0, seq: -1 };
    }
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
    this.#store("colours", 256, 1, gl.RGBA8);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, 256, 1, gl.RGBA, gl.UNSIGNED_BYTE, heatTable());
  }

  // All overlays are one program. When it does not compile, those that do not compile alone are left out.
  #link() {
    const { program, problem } = this.#compile(this.#overlays);
    if (!problem) return program;
    this.#overlays = this.#overlays.filter((overlay) => {
      const alone = this.#compile([overlay]).problem;
      if (alone) console.error(`The overlay ${overlay.name} does not compile and is left out. ${alone}`);
      return !alone;
    });
    const rest = this.#compile(this.#overlays);
    if (rest.problem) throw new Error(rest.problem);
    return rest.program;
  }

  #compile(overlays) {
    return compile(this.#gl, vertex, fragment(overlays, sizeOf));
  }

  /** Copies a frame's pictures and blur map to the GPU; the bitmaps may be closed afterwards. */
  upload(frame) {
    const gl = this.#gl;
    for (const name of ["sharp", "source"]) {
      const bitmap = frame[name];
      if (!bitmap) continue;
      const levels = this.#levels(bitmap.width);
      this.#store(name, bitmap.width, bitmap.height, gl.RGBA8, levels);
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
      if (levels > 1) gl.generateMipmap(gl.TEXTURE_2D);
      this.#textures[name].seq = frame.seq;
    }
    if (frame.blur) {
      const { width, height, stride, halves, confidence } = frame.blur;
      this.#store("blur", width, height, gl.R16F);
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RED, gl.HALF_FLOAT, halves);
      this.#store("confidence", width, height, gl.R8);
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RED, gl.UNSIGNED_BYTE, confidence);
      this.#textures.blur.covered = [frame.width / (stride * width), frame.height / (stride * height)];
      this.#textures.blur.seq = frame.seq;
    }
  }

  /** Whether the frame's source is on the GPU: only then can it be compared. */
  hasSource = (frame) => frame != null && this.#textures.source.seq === frame.seq;

  /**
   * Draws a frame. `rectangle` is the picture's place in device pixels, y down from the top of the canvas. `view` has wipe, maxRadius and
   * pixelRatio as in the shader, and `values`: for the name of each overlay that is on, the value of its control and its choices.
   */
  draw(frame, rectangle, view) {
    const gl = this.#gl;
    gl.useProgram(this.#program);
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(13 / 255, 13 / 255, 14 / 255, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (!frame) return;
    const { x, y, width, height } = rectangle;
    gl.viewport(x, gl.drawingBufferHeight - y - height, width, height);
    const blur = this.#textures.blur;
    const mapped = blur.seq === frame.seq;
    gl.uniform1f(this.#at.wipe, this.hasSource(frame) ? view.wipe : 0);
    gl.uniform1f(this.#at.maxRadius, view.maxRadius);
    gl.uniform1f(this.#at.pixelRatio, view.pixelRatio);
    const [xx, xy, yx, yy] = seatToPlace();
    gl.uniformMatrix2fv(this.#at.orientation, false, [xx, yx, xy, yy]); // column by column
    for (const overlay of this.#overlays) {
      const isOn = (mapped || readsPicture(overlay)) && view.values.has(overlay.name);
      gl.uniform1i(this.#at[switchOf(overlay)], isOn ? 1 : 0);
      if (!isOn) continue;
      for (const [name, value] of Object.entries(uniformsOf(overlay, view.values.get(overlay.name))))
        gl[`uniform${value.length}fv`](this.#at[name], value);
    }
    if (mapped) {
      gl.uniform2f(this.#at.cells, blur.width, blur.height);
      gl.uniform2fv(this.#at.covered, blur.covered);
    }
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  // A picture much larger than the canvas shimmers with bilinear filtering alone. Mipmaps would cost too much for the others.
  #levels = (width) => (width > 1.8 * this.#gl.drawingBufferWidth ? 4 : 1);

  #store(name, width, height, format, levels = 1) {
    const gl = this.#gl;
    const kept = this.#textures[name];
    gl.activeTexture(gl.TEXTURE0 + units[name]);
    if (kept.width !== width || kept.height !== height || kept.levels !== levels) {
      gl.deleteTexture(kept.texture); // storage is immutable: another size is another texture
      kept.texture = gl.createTexture();
      gl.bindTexture(gl.TEXTURE_2D, kept.texture);
      gl.texStorage2D(gl.TEXTURE_2D, levels, format, width, height);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, levels > 1 ? gl.LINEAR_MIPMAP_LINEAR : gl.LINEAR);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
      Object.assign(kept, { width, height, levels });
    } else {
      gl.bindTexture(gl.TEXTURE_2D, kept.texture);
    }
  }
}

/** Links a program; `problem` says why it does not. */
export function compile(gl, vertexText, fragmentText) {
  const program = gl.createProgram();
  const shaders = [[gl.VERTEX_SHADER, vertexText], [gl.FRAGMENT_SHADER, fragmentText]].map(([kind, text]) => {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    return shader;
  });
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) || gl.isContextLost()) return { program };
  return { problem: [...shaders.map((shader) => gl.getShaderInfoLog(shader)), gl.getProgramInfoLog(program)].filter(Boolean).join(" ") };
}

// Values of an overlay's uniforms, each an array of its components.
const uniformsOf = (overlay, { value, choices }) => Object.fromEntries(
  Object.entries(overlay.uniforms ?? {}).map(([name, compute]) => [name, [compute(value, choices)].flat()]));

// Its components, as many as the uniform has with the defaults.
const sizeOf = (overlay, name) => uniformsOf(overlay, defaultsOf(overlay))[name].length;
