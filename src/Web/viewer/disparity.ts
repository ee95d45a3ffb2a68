/**
 * Disparity codes and what follows from them. d = x_left − x_right, px of the disparity picture, at the left view:
 * larger is nearer, above 0 is in front of the screen. Code v: 0 = no value, else d = (v − zero) / per_px.
 */

export interface DisparityCode {
  readonly zero: number;
  readonly per_px: number;
  /** Width of the disparity picture over that of the views: 1 or 0.5. */
  readonly scale: number;
}

/** From a to b, px; a < b. */
export interface Span {
  readonly min: number;
  readonly max: number;
}

/** Share of the values at each end that a window leaves out, as in every picture of MovieData (ColourMap.RangeOf). */
const tailShare = 0.005;

/** px of the disparity picture; null where there is no value. */
export function disparityOf(code: number, of: DisparityCode): number | null {
  return code === 0 ? null : (code - of.zero) / of.per_px;
}

/** px of the views. */
function inViews(disparity: number, of: DisparityCode): number {
  return disparity / of.scale;
}

/** % of the width of the whole view, before the crop: the stereographers' unit. */
export function percentOfWidth(disparity: number, of: DisparityCode, viewWidth: number): number {
  return 100 * inViews(disparity, of) / viewWidth;
}

/** x of the same point in the other view, px of the views: x − d from the left, x + d from the right. */
export function matchedX(x: number, disparity: number, of: DisparityCode, fromRight = false): number {
  return fromRight ? x + inViews(disparity, of) : x - inViews(disparity, of);
}

/** A view of one dataset laid over that of another: x of the other = scale · x + this x, px of the views. */
export interface Placed {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const here: Placed = { scale: 1, x: 0, y: 0 };

/** A crop and the whole view it was cut from, px. */
export interface Cropped {
  readonly crop: { readonly x: number; readonly y: number } | null;
  readonly viewWidth: number;
}

/** How the second's views lie over the first's: both are parts of the same frame. */
export function placedOver(first: Cropped, second: Cropped): Placed {
  const scale = first.viewWidth / second.viewWidth;
  return {
    scale,
    x: scale * (second.crop?.x ?? 0) - (first.crop?.x ?? 0),
    y: scale * (second.crop?.y ?? 0) - (first.crop?.y ?? 0),
  };
}

/** The window that shows all but half a per cent of the values at each end; null without values. */
export function windowOf(codes: ArrayLike<number>, of: DisparityCode): Span | null {
  const counts = new Uint32Array(65536);
  let values = 0;
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] === 0) continue;
    counts[codes[i]!]!++;
    values++;
  }
  if (values === 0) return null;
  const tail = Math.floor(tailShare * values);
  const value = (n: number) => (nth(counts, n) - of.zero) / of.per_px;
  return { min: value(tail), max: value(values - 1 - tail) };
}

/** Code at a share of the values, 0 = smallest, 1 = largest; null without values. */
export function quantile(codes: ArrayLike<number>, of: DisparityCode, share: number): number | null {
  const counts = new Uint32Array(65536);
  let values = 0;
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] === 0) continue;
    counts[codes[i]!]!++;
    values++;
  }
  return values === 0 ? null : (nth(counts, Math.round(share * (values - 1))) - of.zero) / of.per_px;
}

function nth(counts: Uint32Array, n: number): number {
  let seen = 0;
  for (let code = 1; code < counts.length; code++) {
    seen += counts[code]!;
    if (seen > n) return code;
  }
  return counts.length - 1;
}

/**
 * Codes with every hole filled along its row by the farther of its two neighbours, which is what an occluded place most
 * often shows. For looking only.
 */
export function filledRows(codes: Uint16Array, width: number): Uint16Array {
  const filled = codes.slice();
  for (let row = 0; row < filled.length; row += width) {
    let last = 0;
    for (let x = 0; x < width; x++) {
      if (filled[row + x] !== 0) {
        last = filled[row + x]!;
        continue;
      }
      let end = x;
      while (end < width && filled[row + end] === 0) end++;
      const next = end < width ? filled[row + end]! : 0;
      filled.fill(last === 0 ? next : next === 0 ? last : Math.min(last, next), row + x, row + end);
      x = end - 1;
    }
  }
  return filled;
}

export interface Difference {
  /** second − first, px of the first's views, NaN where either has no value. */
  readonly values: Float32Array;
  readonly pixels: number;
  readonly median: number | null;
  /** Percentiles 50 and 95 of |second − first|, px. */
  readonly typical: number | null;
  readonly large: number | null;
}

/** A disparity picture and what its codes mean. */
export interface CodedPicture {
  readonly width: number;
  readonly height: number;
  readonly codes: ArrayLike<number>;
  readonly of: DisparityCode;
}

/**
 * Second − first at the pixels of the first where both have a value, px of the first's views; the figures are exact to
 * a step of 1 / per_px.
 */
export function differenceOf(first: CodedPicture, second: CodedPicture, placed: Placed = here): Difference {
  const values = new Float32Array(first.codes.length).fill(Number.NaN);
  const perPx = first.of.per_px;
  const reach = Math.ceil(131072 * Math.max(1 / first.of.scale, placed.scale / second.of.scale));
  const counts = new Uint32Array(2 * reach);
  const { column, line, value: valueOf } = comparing(first, second, placed);
  const columns = Int32Array.from({ length: first.width }, (_, x) => column(x));
  const lines = Int32Array.from({ length: first.height }, (_, y) => line(y));
  let pixels = 0;
  for (let i = 0; i < values.length; i++) {
    const value = valueOf(i, columns[i % first.width]!, lines[Math.floor(i / first.width)]!);
    if (Number.isNaN(value)) continue;
    values[i] = value;
    counts[reach + Math.round(value * perPx)]!++;
    pixels++;
  }
  const absolute = Uint32Array.from({ length: reach }, (_, steps) =>
    counts[reach + steps]! + (steps === 0 ? 0 : counts[reach - steps]!));
  return {
    values,
    pixels,
    median: at(counts, pixels, 0.5, -reach, perPx),
    typical: at(absolute, pixels, 0.5, 0, perPx),
    large: at(absolute, pixels, 0.95, 0, perPx),
  };
}

/** The same at one pixel of the first; null where either has no value. */
export function differenceAt(
  first: CodedPicture, second: CodedPicture, x: number, y: number, placed: Placed = here,
): number | null {
  const { column, line, value: valueOf } = comparing(first, second, placed);
  const value = valueOf(y * first.width + x, column(x), line(y));
  return Number.isNaN(value) ? null : value;
}

/** Where a pixel's middle lies in the second picture, along each axis, −1 beside it; and the difference there. */
function comparing(first: CodedPicture, second: CodedPicture, placed: Placed) {
  const [ownPx, otherPx] =
    [1 / (first.of.per_px * first.of.scale), placed.scale / (second.of.per_px * second.of.scale)];
  const place = (i: number, moved: number, length: number) => {
    const at = Math.floor(((i + 0.5) / first.of.scale - moved) / placed.scale * second.of.scale);
    return at >= 0 && at < length ? at : -1;
  };
  return {
    column: (x: number) => place(x, placed.x, second.width),
    line: (y: number) => place(y, placed.y, second.height),
    value: (i: number, column: number, line: number) => {
      const own = first.codes[i]!;
      const other = line < 0 || column < 0 ? 0 : second.codes[line * second.width + column]!;
      return own === 0 || other === 0 ? Number.NaN
        : (other - second.of.zero) * otherPx - (own - first.of.zero) * ownPx;
    },
  };
}

function at(counts: Uint32Array, n: number, share: number, first: number, perPx: number): number | null {
  let seen = 0;
  for (let i = 0; i < counts.length; i++) {
    seen += counts[i]!;
    if (seen > share * (n - 1)) return n === 0 ? null : (i + first) / perPx;
  }
  return null;
}
