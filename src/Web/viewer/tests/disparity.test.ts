import assert from "node:assert/strict";
import test from "node:test";
import {
  differenceAt, differenceOf, disparityOf, filledRows, matchedX, percentOfWidth, placedOver, quantile, windowOf,
} from "../disparity";

const code = { zero: 32768, per_px: 64, scale: 1 };
const half = { ...code, scale: 0.5 };

test("a code is (v − 32768) / 64 px, and 0 is no value", () => {
  assert.equal(disparityOf(0, code), null);
  assert.equal(disparityOf(32768, code), 0);
  assert.equal(disparityOf(32768 + 64, code), 1);
  assert.equal(disparityOf(32768 - 96, code), -1.5);
  assert.equal(disparityOf(1, code), -32767 / 64);
});

test("% is of the whole view's width, also where the picture is half as wide", () => {
  assert.equal(percentOfWidth(19.2, code, 1920), 1);
  assert.equal(percentOfWidth(9.6, half, 1920), 1);
});

test("the matched point lies at x − d in the right view, at x + d in the left one", () => {
  assert.equal(matchedX(100, 12.5, code), 87.5);
  assert.equal(matchedX(100, -12.5, code), 112.5);
  assert.equal(matchedX(100, 12.5, code, true), 112.5);
  assert.equal(matchedX(100, 12.5, half), 75);
});

test("the window leaves half a per cent out at each end, and what has no value", () => {
  const codes = Uint16Array.from({ length: 1400 }, (_, i) => i < 400 ? 0 : 32768 + 32 * (i - 400));
  assert.deepEqual(windowOf(codes, code), { min: 2.5, max: 497 });
  assert.equal(windowOf(new Uint16Array(9), code), null);
  assert.equal(quantile(codes, code, 0), 0);
  assert.equal(quantile(codes, code, 1), 499.5);
  assert.equal(quantile(new Uint16Array(9), code, 0.5), null);
});

test("holes take the farther neighbour of their row, never one of another row", () => {
  const filled = filledRows(Uint16Array.from([0, 9, 0, 0, 5, 0, /**/ 0, 0, 0, 0, 0, 0, /**/ 3, 0, 0, 0, 0, 4]), 6);
  assert.deepEqual([...filled], [9, 9, 5, 5, 5, 5, 0, 0, 0, 0, 0, 0, 3, 3, 3, 3, 3, 4]);
});

const picture = (codes: ArrayLike<number>, width = codes.length, of = code) =>
  ({ width, height: codes.length / width, codes, of });

test("a difference is second − first where both have a value", () => {
  const first = picture(Uint16Array.from([0, 32768, 32768, 32768, 32768]));
  const second = picture(Uint16Array.from([32768, 0, 32768 + 64, 32768 - 32, 32768 + 64]));
  const { values, pixels, median, typical, large } = differenceOf(first, second);
  assert.deepEqual([...values].map(String), ["NaN", "NaN", "1", "-0.5", "1"]);
  assert.deepEqual({ pixels, median, typical, large }, { pixels: 3, median: 1, typical: 1, large: 1 });
});

test("equal pictures differ by 0, empty ones by nothing", () => {
  const same = picture(Uint16Array.from([32700, 32800, 0]));
  assert.deepEqual(
    [differenceOf(same, same)].map(({ pixels, median, large }) => ({ pixels, median, large })),
    [{ pixels: 2, median: 0, large: 0 }]);
  assert.equal(differenceOf(picture(new Uint16Array(3)), same).median, null);
});

test("pictures of other sizes and crops are compared at the same place, in px of the first's views", () => {
  // The second's disparity picture is half as wide and high: 2 px there are 4 px of its views.
  const first = picture(new Uint16Array(8).fill(32768 + 64), 4);
  const second = picture(Uint16Array.from([32768 + 128, 0]), 2, half);
  assert.deepEqual([...differenceOf(first, second).values].map(String), ["3", "3", "NaN", "NaN", "3", "3", "NaN", "NaN"]);
  // Cut 2 px farther right out of an equal view: its first two columns are the first's last two.
  const placed = placedOver({ crop: { x: 10, y: 5 }, viewWidth: 100 }, { crop: { x: 12, y: 5 }, viewWidth: 100 });
  assert.deepEqual(placed, { scale: 1, x: 2, y: 0 });
  const cut = picture(new Uint16Array(8).fill(32768), 4);
  assert.deepEqual([...differenceOf(first, cut, placed).values].map(String),
    ["NaN", "NaN", "-1", "-1", "NaN", "NaN", "-1", "-1"]);
  // At one pixel it is the same.
  const single = (of: typeof second, at?: typeof placed) =>
    [0, 1].flatMap((y) => [0, 1, 2, 3].map((x) => String(differenceAt(first, of, x, y, at))));
  assert.deepEqual(single(second), ["3", "3", "null", "null", "3", "3", "null", "null"]);
  assert.deepEqual(single(cut, placed), ["null", "null", "-1", "-1", "null", "null", "-1", "-1"]);
  // Views twice as wide: their disparities halve.
  const wide = placedOver({ crop: { x: 0, y: 0 }, viewWidth: 100 }, { crop: { x: 0, y: 0 }, viewWidth: 200 });
  assert.deepEqual([...differenceOf(picture([32768], 1), picture([32768 + 64, 0, 0, 32768 + 192], 2), wide).values], [1.5]);
});
