/** From values to pixels of a canvas: pure functions, so that tests can hold them against the shard. */

import type { Colour, MapName } from "./colours";
import { heat, levelOf, mapColours, maskCodes, noValue, pixel, skyCode } from "./colours";
import type { DisparityCode, Span } from "./disparity";
import { disparityOf, matchedX } from "./disparity";

/** Where the photometric error is not defined. */
const noPhotometric = 255;
const photometricPerOne = 254;

/** A colour for every code: painting then is one look-up a pixel. */
export function disparityTable(map: MapName, window: Span, of: DisparityCode): Uint32Array {
  const table = new Uint32Array(65536);
  const colours = mapColours(map).map((colour) => pixel(colour));
  table[0] = pixel(noValue[map]);
  for (let code = 1; code < table.length; code++) {
    table[code] = colours[levelOf((code - of.zero) / of.per_px, window.min, window.max)]!;
  }
  return table;
}

/** Codes whose pixels count; all others are transparent. */
export function maskTable(): Uint32Array {
  const table = new Uint32Array(256).fill(pixel([255, 255, 255]));
  maskCodes.forEach(({ colour }, code) => table[code] = code === 0 ? 0 : pixel(colour));
  return table;
}

export function skyTable(): Uint32Array {
  const table = new Uint32Array(256);
  table[skyCode] = pixel(maskCodes[skyCode]!.colour);
  return table;
}

/** Residuals of 0…max px; what a byte can not hold (25.5 px and more) has the colour of the end. */
export function residualTable(maxPx: number, perPx: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, code) => pixel(heat[levelOf(code / perPx, 0, maxPx)]!));
}

/** Errors of 0…max; transparent where there is none. */
export function photometricTable(max: number): Uint32Array {
  const table = Uint32Array.from({ length: 256 }, (_, code) =>
    pixel(heat[levelOf(code / photometricPerOne, 0, max)]!));
  table[noPhotometric] = 0;
  return table;
}

function photometricOf(code: number): number | null {
  return code === noPhotometric ? null : code / photometricPerOne;
}

export function paintTable(values: ArrayLike<number>, table: Uint32Array, out: Uint32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = table[values[i]!]!;
}

/** Differences of −max…max px in diverging colours. */
export function paintDifference(values: Float32Array, max: number, out: Uint32Array): void {
  const colours = mapColours("diverging").map((colour) => pixel(colour));
  const none = pixel(noValue.diverging);
  for (let i = 0; i < out.length; i++) {
    const value = values[i]!;
    out[i] = Number.isNaN(value) ? none : colours[levelOf(value, -max, max)]!;
  }
}

/**
 * Least-squares red-cyan anaglyph for LCD screens (Dubois 2001, "A projection method to generate anaglyph stereo
 * images"; matrices as the author publishes them), in linear light.
 */
const duboisLeft: readonly Colour[] = [
  [0.437, 0.449, 0.164], [-0.062, -0.062, -0.024], [-0.048, -0.05, -0.017],
];
const duboisRight: readonly Colour[] = [
  [-0.011, -0.032, -0.007], [0.377, 0.761, 0.009], [-0.026, -0.093, 1.234],
];

const linear = Float32Array.from({ length: 256 }, (_, level) => {
  const share = level / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});
const stepsOfLight = 4096;
const encoded = Uint8ClampedArray.from({ length: stepsOfLight + 1 }, (_, step) => {
  const light = step / stepsOfLight;
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
});

/**
 * @param left bytes of a canvas, red, green, blue, alpha
 * @param shift px by which the right view is moved to the right: what has this disparity then lies in the screen
 */
export function paintAnaglyph(
  left: Uint8ClampedArray, right: Uint8ClampedArray, width: number, shift: number, out: Uint8ClampedArray,
): void {
  for (let at = 0; at < out.length; at += 4) {
    const x = (at >> 2) % width;
    const inside = x - shift >= 0 && x - shift < width;
    const other = at - 4 * shift;
    for (let channel = 0; channel < 3; channel++) {
      const ofLeft = duboisLeft[channel]!;
      let light = ofLeft[0] * linear[left[at]!]! + ofLeft[1] * linear[left[at + 1]!]!
        + ofLeft[2] * linear[left[at + 2]!]!;
      if (inside) {
        const ofRight = duboisRight[channel]!;
        light += ofRight[0] * linear[right[other]!]! + ofRight[1] * linear[right[other + 1]!]!
          + ofRight[2] * linear[right[other + 2]!]!;
      }
      out[at + channel] = encoded[Math.min(stepsOfLight, Math.max(0, Math.round(light * stepsOfLight)))]!;
    }
    out[at + 3] = 255;
  }
}

/** What stands under the pointer, in the numbers of the dataset. */
export interface Reading {
  readonly x: number;
  readonly y: number;
  readonly code: number | null;
  /** px of the disparity picture. */
  readonly disparity: number | null;
  /** px of the views. */
  readonly inViews: number | null;
  readonly residual: number | null;
  readonly mask: number | null;
  readonly photometric: number | null;
  /** x in the other view, px of the views; null without a disparity. */
  readonly matched: number | null;
}

export interface Field {
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
}

/** @param size of the view the point lies in; a field may be smaller by the scale of the disparity picture */
export function readingAt(
  x: number, y: number, size: { width: number; height: number },
  fields: Readonly<Partial<Record<"disparity" | "residual" | "mask" | "photometric", Field | undefined>>>,
  of: DisparityCode, residualPerPx: number, fromRight: boolean,
): Reading {
  const at = (field: Field | undefined): number | null => !field ? null : field.values[
    Math.min(field.height - 1, Math.floor((y + 0.5) * field.height / size.height)) * field.width
    + Math.min(field.width - 1, Math.floor((x + 0.5) * field.width / size.width))] ?? null;
  const code = at(fields.disparity);
  const disparity = code === null ? null : disparityOf(code, of);
  const residual = at(fields.residual);
  const photometric = at(fields.photometric);
  return {
    x, y, code, disparity,
    inViews: disparity === null ? null : disparity / of.scale,
    residual: residual === null ? null : residual / residualPerPx,
    mask: at(fields.mask),
    photometric: photometric === null ? null : photometricOf(photometric),
    matched: disparity === null ? null : matchedX(x, disparity, of, fromRight),
  };
}
