/**
 * Pixels as points in space, drawn by WebGL 2. Every point is looked up by its number in textures of the disparity
 * codes, the mask and the view's colours, so that no array of points is made and every setting is a uniform.
 */

import type { DisparityCode } from "./disparity";
import { filledRows } from "./disparity";
import type { Field } from "./paint";

/** Focal length over the picture's width: 45° across. A film does not say what its lens was. */
const focalOverWidth = 1.207;
/** While it turns every second point is left out in each direction: a small machine must keep up. */
const stepTurning = 2;

export interface CloudView {
  /** "space": points where a camera would see them; "tilt": the picture, sheared by its disparity. */
  readonly kind: "space" | "tilt";
  /** Radians; of "tilt": px of shear for one px of disparity. */
  readonly yaw: number;
  readonly pitch: number;
  /** Distance of the eye from the turning point over that of the camera: 1 = where the camera stood. */
  readonly distance: number;
  /** Disparity of what is infinitely far, px of the views; in "tilt": of what stays where it is. */
  readonly horizon: number;
  /** Disparity around which the points turn, px of the views. */
  readonly pivot: number;
  readonly sky: boolean;
  readonly invalid: boolean;
  readonly pointSize: number;
}

export interface CloudSource {
  readonly picture: ImageBitmap;
  readonly disparity: Field;
  readonly mask: Field | null;
}

const vertexSource = `#version 300 es
precision highp float;
precision highp int;
precision highp usampler2D;
uniform usampler2D codes;
uniform usampler2D mask;
uniform sampler2D picture;
uniform ivec2 size;
uniform int stride;
uniform vec4 code; // zero, codes a px of the views, 1 = tilt, 1 = a right view
uniform vec4 view; // yaw, pitch, distance, focal length over half the width
uniform vec4 depth; // horizon, pivot, least depth, point size
uniform vec2 frame; // width and height of the canvas, px
uniform ivec2 shows; // sky, invalid
out vec3 colour;
void hide() { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); gl_PointSize = 0.0; }
void main() {
  int columns = (size.x + stride - 1) / stride;
  ivec2 at = ivec2(gl_VertexID % columns, gl_VertexID / columns) * stride;
  uint value = texelFetch(codes, at, 0).r;
  uint kind = texelFetch(mask, at, 0).r;
  bool isSky = kind == 4u;
  bool isInvalid = kind != 0u && kind != 4u;
  colour = texture(picture, (vec2(at) + 0.5) / vec2(size)).rgb;
  if (value == 0u || kind == 5u || (isSky && shows.x == 0) || (isInvalid && shows.y == 0)) { hide(); return; }
  if (isInvalid && code.z == 0.0) colour = mix(colour, vec3(0.85, 0.15, 0.6), 0.6);
  float d = (float(value) - code.x) / code.y;
  vec2 p = (vec2(at) + 0.5) / vec2(size) * 2.0 - 1.0; // -1..1, y down
  float aspect = float(size.y) / float(size.x);
  float fit = min(frame.x, frame.y / aspect); // px of the canvas across the picture
  vec2 scale = vec2(fit, fit * aspect) / frame;
  if (code.z == 1.0) {
    // A right view's points go to where the left view has them: x_left = x_right + d.
    if (code.w == 1.0) p.x += 2.0 * d / (float(size.x) * view.w);
    float shear = 2.0 * (d - depth.x) / (float(size.x) * view.w);
    p -= vec2(view.x * shear, view.y * shear / aspect); // 1 = as the right view has it
    gl_Position = vec4(p.x * scale.x, -p.y * scale.y, clamp(-d / 1024.0, -0.95, 0.9) + code.w * 0.05, 1.0);
    gl_PointSize = max(1.0, fit / float(size.x) * float(stride) * 1.7);
    return;
  }
  float over = d - depth.x;
  if (over < depth.z) { hide(); return; }
  float z = (depth.y - depth.x) / over; // 1 at the pivot
  vec3 point = vec3(p.x * z, p.y * aspect * z, (z - 1.0) * view.w);
  float cy = cos(view.x), sy = sin(view.x), cp = cos(view.y), sp = sin(view.y);
  point = vec3(cy * point.x - sy * point.z, point.y, sy * point.x + cy * point.z);
  point = vec3(point.x, cp * point.y - sp * point.z, sp * point.y + cp * point.z);
  float away = point.z + view.w * view.z;
  if (away < 0.02) { hide(); return; }
  vec2 seen = point.xy * view.w / away;
  gl_Position = vec4(seen.x * scale.x, -seen.y / aspect * scale.y, 1.0 - 2.0 / (1.0 + away), 1.0);
  gl_PointSize = clamp(fit / float(size.x) * float(stride) * 1.25 * depth.w * z * view.w / away, 1.0, 24.0);
}`;

const fragmentSource = `#version 300 es
precision mediump float;
in vec3 colour;
out vec4 pixel;
void main() { pixel = vec4(colour, 1.0); }`;

interface Textures {
  readonly codes: WebGLTexture;
  readonly mask: WebGLTexture;
  readonly picture: WebGLTexture;
  readonly width: number;
  readonly height: number;
}

export class PointCloud {
  private readonly gl: WebGL2RenderingContext;
  private readonly program: WebGLProgram;
  private left: Textures | null = null;
  private right: Textures | null = null;

  /** @throws Error where the browser has no WebGL 2 */
  constructor(private readonly canvas: HTMLCanvasElement) {
    const gl = canvas.getContext("webgl2", { antialias: false, alpha: false });
    if (!gl) throw new Error("This browser has no WebGL 2, which draws the points.");
    this.gl = gl;
    this.program = link(gl);
    gl.useProgram(this.program);
    gl.bindVertexArray(gl.createVertexArray());
    gl.enable(gl.DEPTH_TEST);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    ["codes", "mask", "picture"].forEach((name, unit) => gl.uniform1i(gl.getUniformLocation(this.program, name), unit));
  }

  /** @param right of the other view, which shows what the left one hides; only "tilt" uses it */
  load(left: CloudSource, right: CloudSource | null): void {
    this.free();
    this.left = this.textures(left);
    this.right = right && this.textures(right);
  }

  draw(view: CloudView, of: DisparityCode, turning: boolean, background: readonly [number, number, number]): void {
    const gl = this.gl;
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(background[0], background[1], background[2], 1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    if (this.right && view.kind === "tilt") this.points(this.right, view, of, turning, true);
    if (this.left) this.points(this.left, view, of, turning, false);
  }

  free(): void {
    for (const each of [this.left, this.right]) {
      if (each) [each.codes, each.mask, each.picture].forEach((texture) => this.gl.deleteTexture(texture));
    }
    this.left = this.right = null;
  }

  private points(of: Textures, view: CloudView, code: DisparityCode, turning: boolean, isRight: boolean): void {
    const gl = this.gl;
    const place = (name: string) => gl.getUniformLocation(this.program, name);
    [of.codes, of.mask, of.picture].forEach((texture, unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, texture);
    });
    const stride = turning ? stepTurning : 1;
    const tilt = view.kind === "tilt";
    gl.uniform2i(place("size"), of.width, of.height);
    gl.uniform1i(place("stride"), stride);
    gl.uniform4f(place("code"), code.zero, code.per_px * code.scale, tilt ? 1 : 0, isRight ? 1 : 0);
    // In "tilt" the last one is how many px of the views a px of this picture is.
    gl.uniform4f(place("view"), view.yaw, view.pitch, view.distance, tilt ? 1 / code.scale : 2 * focalOverWidth);
    gl.uniform4f(place("depth"), view.horizon, view.pivot, 0.02 * (view.pivot - view.horizon), view.pointSize);
    gl.uniform2f(place("frame"), this.canvas.width, this.canvas.height);
    gl.uniform2i(place("shows"), view.sky || tilt ? 1 : 0, view.invalid || tilt && !isRight ? 1 : 0);
    gl.drawArrays(gl.POINTS, 0, Math.ceil(of.width / stride) * Math.ceil(of.height / stride));
  }

  private textures(source: CloudSource): Textures {
    const gl = this.gl;
    const { width, height, values } = source.disparity;
    const texture = (fill: () => void, filter: number) => {
      const made = gl.createTexture();
      gl.bindTexture(gl.TEXTURE_2D, made);
      for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, filter);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
      fill();
      return made;
    };
    const filled = filledRows(values as Uint16Array, width);
    const mask = source.mask && source.mask.width === width && source.mask.height === height
      ? source.mask.values as Uint8Array : Uint8Array.from(values, (value) => value === 0 ? 1 : 0);
    return {
      width, height,
      codes: texture(() => gl.texImage2D(gl.TEXTURE_2D, 0, gl.R16UI, width, height, 0, gl.RED_INTEGER,
        gl.UNSIGNED_SHORT, filled), gl.NEAREST),
      mask: texture(() => gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8UI, width, height, 0, gl.RED_INTEGER,
        gl.UNSIGNED_BYTE, mask), gl.NEAREST),
      picture: texture(() => gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, source.picture),
        gl.LINEAR),
    };
  }
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertexSource], [gl.FRAGMENT_SHADER, fragmentSource]] as const) {
    const shader = gl.createShader(kind)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) {
      throw new Error(`WebGL: ${gl.getShaderInfoLog(shader) ?? "a shader does not compile"}`);
    }
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(`WebGL: ${gl.getProgramInfoLog(program)}`);
  return program;
}
