import { byId, element } from "../dom.js";
import { isChanged, seatToPlace } from "../orientation.js";
import { choicesOf, isOn, overlays } from "../overlay-registry.js";
import { compile, units } from "../renderer.js";
import { settings } from "../settings.js";
import { bands } from "./exposure.js";
import { strip } from "../overlay-options.js"; // written by the server: src/Preview/Overlays/OverlayConstants.cs
import * as shaders from "./scope-shaders.js";

settings.define("histogram", false);
settings.define("waveform", false);
settings.define("scopeChannels", "luma", (value) => ["luma", "rgb"].includes(value));

const intervalMs = 100; // between two measurements

/** Histogram and waveform on, in turn: the one, the other, both, none. */
export function nextScopes() {
  const next = (Number(settings.get("histogram")) + 2 * Number(settings.get("waveform")) + 1) % 4;
  settings.set({ histogram: (next & 1) !== 0, waveform: (next & 2) !== 0 });
}

/**
 * Histogram and waveform of the picture on the screen, without the overlays. They are counted and drawn on the GPU, ten times a second at
 * most, and copied onto their own canvases: nothing is read back.
 */
export class Scopes {
  needsSource = false;

  #stage;
  #gpu = null;
  #measuredAt = -Infinity;
  #stale = true;
  #timer = 0;
  #windows = [
    { name: "histogram", canvas: byId("histogram-picture"), window: byId("histogram-window") },
    { name: "waveform", canvas: byId("waveform-picture"), window: byId("waveform-window") },
  ];

  constructor(stage) {
    this.#stage = stage;
    stage.insets.push(this);
    byId("false-colour-legend").append(...bands.map(({ from, to, colour, label }) => {
      const item = element("li", "", `${from}–${to}${label ? ` ${label}` : ""}`);
      item.style.setProperty("--swatch", `rgb(${colour})`);
      return item;
    }));
    const place = () => {
      // Above the strip at the picture's lower edge, which they would cover, unless they have room below the picture.
      const strips = overlays.some((overlay) => overlay.name === "strip" && isOn(overlay) && choicesOf(overlay).along === 0);
      const below = byId("stage").clientHeight - stage.box.y - stage.box.height;
      const covers = strips && !isChanged() && below < byId("scopes").offsetHeight + 36;
      byId("scopes").style.setProperty("--above", `${covers ? Math.round(below + strip.height * stage.box.height) : 0}px`);
    };
    stage.addEventListener("layout", place);
    const show = () => {
      place();
      this.#stale = true;
      for (const { name, window } of this.#windows) window.hidden = !settings.get(name);
      byId("scopes").dataset.channels = settings.get("scopeChannels");
      byId("false-colour-legend").hidden = !overlays.some((overlay) => overlay.name === "falseColour" && isOn(overlay));
    };
    settings.addEventListener("change", show);
    show();
  }

  /** A smaller picture has no clipped specks. */
  get needsPixels() {
    return settings.get("histogram") || settings.get("waveform");
  }

  paint(renderer, frame, fresh) {
    this.#stale ||= fresh;
    const shown = this.#windows.filter(({ name }) => settings.get(name));
    if (!shown.length || !this.#stale) return;
    const waitMs = this.#measuredAt + intervalMs - performance.now();
    if (waitMs > 0) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#stage.invalidate(), waitMs); // the last frame before a pause is measured, too
      return;
    }
    this.#measuredAt = performance.now();
    this.#stale = false;
    this.#gpu ??= build(renderer.gl);
    const hasSource = renderer.hasSource(frame);
    const mode = this.#stage.mode;
    const wipe = !hasSource || mode === "sharp" ? 0 : mode === "source" ? 1 : settings.get("wipe");
    measure(renderer.gl, this.#gpu, wipe);
    for (const { name, canvas } of shown) draw(renderer.gl, this.#gpu, name, canvas);
  }
}

function build(gl) {
  const program = (vertex, fragment) => {
    const { program, problem } = compile(gl, vertex, fragment);
    if (problem) throw new Error(problem);
    return program;
  };
  const texture = (unit, format, width, height) => {
    const made = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, made);
    gl.texStorage2D(gl.TEXTURE_2D, 1, format, width, height);
    for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    const target = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, made, 0);
    return target;
  };
  const gpu = {
    count: program(shaders.countVertex, shaders.countFragment),
    sum: program(shaders.quad, shaders.sumFragment),
    histogram: program(shaders.quad, shaders.histogramFragment),
    waveform: program(shaders.quad, shaders.waveformFragment),
    counts: texture(shaders.countsUnit, gl.RGBA8, shaders.columns, 256),
    sums: texture(shaders.sumsUnit, gl.RGBA32UI, 256, 1),
  };
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  return gpu;
}

// Counts how often each level occurs in each column, then in the whole picture.
function measure(gl, gpu, wipe) {
  gl.bindFramebuffer(gl.FRAMEBUFFER, gpu.counts);
  gl.viewport(0, 0, shaders.columns, 256);
  gl.clearColor(0, 0, 0, 0);
  gl.clear(gl.COLOR_BUFFER_BIT);
  gl.useProgram(gpu.count);
  const at = (name) => gl.getUniformLocation(gpu.count, name);
  const [xx, xy, yx, yy] = seatToPlace();
  gl.uniform1i(at("sharp"), units.sharp);
  gl.uniform1i(at("source"), units.source);
  gl.uniform1f(at("wipe"), wipe);
  gl.uniformMatrix2fv(at("orientation"), false, [xx, yx, xy, yy]);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE);
  gl.disable(gl.DITHER); // each hit must add exactly 1/255
  gl.drawArrays(gl.POINTS, 0, 4 * shaders.columns * shaders.rows);
  gl.disable(gl.BLEND);

  gl.bindFramebuffer(gl.FRAMEBUFFER, gpu.sums);
  gl.viewport(0, 0, 256, 1);
  gl.useProgram(gpu.sum);
  gl.uniform1i(gl.getUniformLocation(gpu.sum, "counts"), shaders.countsUnit);
  gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
}

// Draws a scope into the corner of the stage's canvas, and copies it from there before the picture covers it.
function draw(gl, gpu, name, canvas) {
  const ratio = devicePixelRatio;
  const width = Math.min(Math.round(canvas.clientWidth * ratio), gl.drawingBufferWidth);
  const height = Math.min(Math.round(canvas.clientHeight * ratio), gl.drawingBufferHeight);
  if (!width || !height) return;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const program = gpu[name];
  gl.viewport(0, 0, width, height);
  gl.useProgram(program);
  gl.uniform1i(gl.getUniformLocation(program, "counts"), shaders.countsUnit);
  gl.uniform1i(gl.getUniformLocation(program, "sums"), shaders.sumsUnit);
  gl.uniform2f(gl.getUniformLocation(program, "size"), width, height);
  gl.uniform1i(gl.getUniformLocation(program, "rgb"), settings.get("scopeChannels") === "rgb" ? 1 : 0);
  gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  canvas.getContext("2d").drawImage(gl.canvas, 0, gl.drawingBufferHeight - height, width, height, 0, 0, width, height);
}
