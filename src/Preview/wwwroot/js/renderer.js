import { heatTable } from "./heat-scale.js";
import { fragment, switchOf, vertex } from "./shaders.js";

const uniforms = ["sharp", "source", "blur", "colours", "wipe", "maxRadius", "pixelRatio", "cells", "covered"];
const units = { sharp: 0, source: 1, blur: 2, colours: 3 };

/** Draws the pictures of a frame and its overlays with WebGL2. `upload` a frame, then `draw` it as often as the view changes. */
export class Renderer {
  #gl;
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

  /** Builds everything on the GPU, at first and after the context was lost. */
  restore() {
    const gl = this.#gl;
    const program = this.#link();
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
    const gl = this.#gl;
    const program = gl.createProgram();
    const shaders = [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment(overlays)]].map(([kind, text]) => {
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
      const { width, height, stride, halves } = frame.blur;
      this.#store("blur", width, height, gl.R16F);
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RED, gl.HALF_FLOAT, halves);
      this.#textures.blur.covered = [frame.width / (stride * width), frame.height / (stride * height)];
      this.#textures.blur.seq = frame.seq;
    }
  }

  /** Whether the frame's source is on the GPU: only then can it be compared. */
  hasSource = (frame) => frame != null && this.#textures.source.seq === frame.seq;

  /**
   * Draws a frame. `rectangle` is the picture's place in device pixels, y down from the top of the canvas. `view` has wipe, maxRadius and
   * pixelRatio as in the shader, and `values`: for the name of each overlay that is on, the value of its control.
   */
  draw(frame, rectangle, view) {
    const gl = this.#gl;
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
    for (const overlay of this.#overlays) {
      const isOn = mapped && view.values.has(overlay.name);
      gl.uniform1i(this.#at[switchOf(overlay)], isOn ? 1 : 0);
      if (!isOn) continue;
      const value = view.values.get(overlay.name);
      for (const [name, compute] of Object.entries(overlay.uniforms ?? {})) gl.uniform1f(this.#at[name], compute(value));
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
