import assert from "node:assert/strict";
import test from "node:test";
import { deflateSync } from "node:zlib";
import { decodePng } from "../png";

const width = 61;
const height = 50;

for (const bits of [8, 16] as const) {
  for (const filter of [0, 1, 2, 3, 4, "each"] as const) {
    test(`${bits} bits, filter ${filter}: every value comes back`, async () => {
      const values = picture(bits);
      const decoded = await decodePng(png({ bits, rows: filtered(values, bits, filter) }));
      assert.equal(decoded.width, width);
      assert.equal(decoded.height, height);
      assert.deepEqual([...decoded.values], values);
    });
  }
}

test("parts of a picture in several chunks are one stream", async () => {
  const values = picture(16);
  const decoded = await decodePng(png({ bits: 16, rows: filtered(values, 16, 4), parts: 3 }));
  assert.deepEqual([...decoded.values], values);
});

test("a file inside a larger buffer is read from its own beginning", async () => {
  const file = png({ bits: 16, rows: filtered(picture(16), 16, 0) });
  const larger = new Uint8Array(file.length + 5);
  larger.set(file, 5);
  assert.deepEqual([...(await decodePng(larger.subarray(5))).values], picture(16));
});

const faults: readonly [string, RegExp, () => Uint8Array][] = [
  ["no PNG", /not a PNG/, () => new Uint8Array(40)],
  ["cut off in a chunk", /cut off|ends before/, () => whole().subarray(0, 60)],
  ["cut off before the end mark", /ends before/, () => whole().subarray(0, whole().length - 12)],
  ["colours", /colour type 2/, () => png({ bits: 8, rows: new Uint8Array(3), colour: 2 })],
  ["interlaced", /interlacing 1/, () => png({ bits: 8, rows: new Uint8Array(3), interlace: 1 })],
  ["4 bits", /4 bits/, () => png({ bits: 4, rows: new Uint8Array(3) })],
  ["too few pixels", /expected/, () => png({ bits: 8, rows: new Uint8Array(20) })],
  ["too many pixels", /more than/, () => png({ bits: 8, rows: new Uint8Array(4000) })],
  ["a size that nobody has", /pixels/, () => png({ bits: 8, rows: new Uint8Array(3), claimed: 1 << 30 })],
  ["an unknown filter", /filter 9/, () => png({ bits: 8, rows: new Uint8Array(height * (width + 1)).fill(9) })],
];
for (const [name, message, file] of faults) {
  test(`${name}: refused`, async () => await assert.rejects(decodePng(file()), message));
}

function whole(): Uint8Array {
  return png({ bits: 16, rows: filtered(picture(16), 16, 0) });
}

/** Values all over the range, with steps that wrap around when they are predicted. */
function picture(bits: 8 | 16): number[] {
  return Array.from({ length: width * height }, (_, i) => i * i * 7919 % (1 << bits));
}

/** Rows as an encoder writes them: what is left after the prediction, by the definitions of the standard. */
function filtered(values: readonly number[], bits: 8 | 16, filter: number | "each"): Uint8Array {
  const step = bits / 8;
  const stride = width * step;
  const raw = new Uint8Array(height * stride);
  values.forEach((value, i) => {
    if (step === 1) raw[i] = value;
    else raw.set([value >> 8, value & 255], 2 * i);
  });
  const rows = new Uint8Array(height * (stride + 1));
  for (let y = 0; y < height; y++) {
    const kind = filter === "each" ? y % 5 : filter;
    rows[y * (stride + 1)] = kind;
    for (let i = 0; i < stride; i++) {
      const at = (row: number, column: number) => row < 0 || column < 0 ? 0 : raw[row * stride + column]!;
      const [a, b, c] = [at(y, i - step), at(y - 1, i), at(y - 1, i - step)];
      const guess = [0, a, b, Math.floor((a + b) / 2), paeth(a, b, c)][kind]!;
      rows[y * (stride + 1) + 1 + i] = at(y, i) - guess;
    }
  }
  return rows;
}

function paeth(a: number, b: number, c: number): number {
  const p = a + b - c;
  const nearest = Math.min(Math.abs(p - a), Math.abs(p - b), Math.abs(p - c));
  return Math.abs(p - a) === nearest ? a : Math.abs(p - b) === nearest ? b : c;
}

function png({ bits, rows, parts = 1, colour = 0, interlace = 0, claimed = width }: {
  bits: number;
  rows: Uint8Array;
  parts?: number;
  colour?: number;
  interlace?: number;
  claimed?: number;
}): Uint8Array {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, claimed);
  new DataView(header.buffer).setUint32(4, height);
  header.set([bits, colour, 0, 0, interlace], 8);
  const packed = deflateSync(rows);
  const length = Math.ceil(packed.length / parts);
  const chunks = [
    chunk("IHDR", header), chunk("tEXt", new Uint8Array(9)),
    ...Array.from({ length: parts }, (_, i) => chunk("IDAT", packed.subarray(i * length, (i + 1) * length))),
    chunk("IEND", new Uint8Array(0)),
  ];
  return Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...chunks.flatMap((each) => [...each])]);
}

function chunk(kind: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + body.length);
  new DataView(bytes.buffer).setUint32(0, body.length);
  bytes.set([...kind].map((letter) => letter.charCodeAt(0)), 4);
  bytes.set(body, 8);
  return bytes;
}
