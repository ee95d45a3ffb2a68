import assert from "node:assert/strict";
import test from "node:test";
import { heat, maskCodes, noValue, turbo } from "../colours";
import {
  disparityTable, maskTable, paintAnaglyph, paintDifference, paintTable, photometricTable, readingAt, residualTable,
  skyTable,
} from "../paint";

const code = { zero: 32768, per_px: 64, scale: 1 };

test("disparity: far dark blue, near dark red, no value in its own colour", () => {
  const table = disparityTable("turbo", { min: -10, max: 10 }, code);
  assert.deepEqual(bytes(table[32768 - 640]!), [...turbo[0]!, 255]);
  assert.deepEqual(bytes(table[32768 + 640]!), [...turbo[255]!, 255]);
  assert.deepEqual(bytes(table[32768 + 6400]!), [...turbo[255]!, 255]);
  assert.deepEqual(bytes(table[0]!), [...noValue.turbo, 255]);
  assert.deepEqual(turbo[0], [48, 18, 59]);
  assert.deepEqual(turbo[255], [122, 4, 3]);
});

test("mask and sky: valid is clear, an unknown code white", () => {
  const mask = maskTable();
  assert.equal(mask[0], 0);
  assert.deepEqual(bytes(mask[2]!), [...maskCodes[2]!.colour, 255]);
  assert.deepEqual(bytes(mask[9]!), [255, 255, 255, 255]);
  const sky = skyTable();
  assert.deepEqual([...sky].filter((pixel) => pixel !== 0).length, 1);
  assert.deepEqual(bytes(sky[4]!), [...maskCodes[4]!.colour, 255]);
});

test("residual and photometric error: dark at 0, bright at the end", () => {
  const residual = residualTable(2, 10);
  assert.deepEqual(bytes(residual[0]!), [...heat[0]!, 255]);
  assert.deepEqual(bytes(residual[20]!), [...heat[255]!, 255]);
  assert.deepEqual(bytes(residual[10]!), [...heat[128]!, 255]);
  const photometric = photometricTable(1);
  assert.deepEqual(bytes(photometric[254]!), [...heat[255]!, 255]);
  assert.equal(photometric[255], 0);
});

test("a table is looked up pixel by pixel", () => {
  const out = new Uint32Array(3);
  paintTable(Uint8Array.from([2, 0, 1]), Uint32Array.from([7, 8, 9]), out);
  assert.deepEqual([...out], [9, 7, 8]);
});

test("differences: red is nearer, blue farther, white none", () => {
  const out = new Uint32Array(4);
  paintDifference(Float32Array.from([-2, 0, 2, NaN]), 2, out);
  const [blue, white, red, none] = [...out].map(bytes);
  assert(blue![2]! > blue![0]! && red![0]! > red![2]!);
  assert(Math.min(...white!) > 235);
  assert.deepEqual(none, [...noValue.diverging, 255]);
});

test("anaglyph: white stays white, red is of the left view, cyan of the right one", () => {
  assert.deepEqual(anaglyph([255, 255, 255], [255, 255, 255]), [255, 255, 255, 255]);
  assert.deepEqual(anaglyph([0, 0, 0], [0, 0, 0]), [0, 0, 0, 255]);
  const left = anaglyph([255, 255, 255], [0, 0, 0]);
  assert(left[0]! === 255 && left[1]! === 0 && left[2]! === 0);
  const right = anaglyph([0, 0, 0], [255, 255, 255]);
  assert(right[0]! === 0 && right[1]! === 255 && right[2]! === 255);
});

test("anaglyph: mid grey by the matrices, in linear light", () => {
  // 0.5 in linear light is level 188; rows of left and right matrix sum to 1.000, 0.999 and 1.000.
  assert.deepEqual(anaglyph([188, 188, 188], [188, 188, 188]).slice(0, 3), [187, 187, 187]
    .map((_, channel) => expectedGrey(188, [1.05 - 0.05, -0.148 + 1.147, -0.115 + 1.115][channel]!)));
});

test("anaglyph: what has the disparity of the screen falls on itself", () => {
  // A bright pixel at x = 3 in the left view and at x = 1 in the right one: d = 2.
  const line = (at: number) => Uint8ClampedArray.from({ length: 24 }, (_, i) => i % 4 === 3 || i >> 2 === at ? 255 : 0);
  const out = new Uint8ClampedArray(24);
  paintAnaglyph(line(3), line(1), 6, 2, out);
  assert.deepEqual([...out.subarray(12, 16)], [255, 255, 255, 255]);
  assert.deepEqual([...out.subarray(4, 8)], [0, 0, 0, 255]);
});

test("a reading is of the pixel, and of the right place of a picture half as large", () => {
  const size = { width: 4, height: 2 };
  const fields = {
    disparity: { width: 2, height: 1, values: Uint16Array.from([0, 32768 + 128]) },
    mask: { width: 4, height: 2, values: Uint8Array.from([0, 1, 2, 3, 4, 5, 0, 1]) },
    residual: { width: 4, height: 2, values: Uint8Array.from([0, 0, 0, 255, 7, 0, 0, 0]) },
    photometric: { width: 4, height: 2, values: Uint8Array.from([255, 0, 0, 127, 0, 0, 0, 254]) },
  };
  const half = { ...code, scale: 0.5 };
  assert.deepEqual(readingAt(3, 0, size, fields, half, 10, false), {
    x: 3, y: 0, code: 32896, disparity: 2, inViews: 4, residual: 25.5, mask: 3, photometric: 0.5, matched: -1,
  });
  assert.deepEqual(readingAt(0, 1, size, fields, half, 10, false), {
    x: 0, y: 1, code: 0, disparity: null, inViews: null, residual: 0.7, mask: 4, photometric: 0, matched: null,
  });
  assert.equal(readingAt(0, 0, size, {}, half, 10, false).residual, null);
  assert.equal(readingAt(0, 0, size, fields, half, 10, false).photometric, null);
});

function bytes(pixel: number): number[] {
  return [pixel & 255, pixel >> 8 & 255, pixel >> 16 & 255, pixel >>> 24];
}

function anaglyph(left: readonly number[], right: readonly number[]): number[] {
  const out = new Uint8ClampedArray(4);
  paintAnaglyph(Uint8ClampedArray.from([...left, 255]), Uint8ClampedArray.from([...right, 255]), 1, 0, out);
  return [...out];
}

function expectedGrey(level: number, factor: number): number {
  const light = factor * ((level / 255 + 0.055) / 1.055) ** 2.4;
  return Math.round(255 * (1.055 * light ** (1 / 2.4) - 0.055));
}
