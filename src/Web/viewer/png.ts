/**
 * Grey PNGs of 8 and 16 bits, read without loss: a canvas keeps 8 bits of a sample, and disparity codes have 16.
 * PNG: ISO/IEC 15948; only what the dataset holds is read (colour type 0, no interlacing), anything else is refused.
 */

export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  /** Row by row from the top, width · height values. */
  readonly values: Uint8Array | Uint16Array;
}

/** Most pixels that are decoded: a claim of more is damage or an attack. */
const pixelsMax = 1 << 26;

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

interface Header {
  readonly width: number;
  readonly height: number;
  readonly bits: 8 | 16;
}

/** @throws Error on a file that is not such a PNG, is cut off or has too few or too many pixels. */
export async function decodePng(file: Uint8Array): Promise<GreyPicture> {
  const { header, parts } = readChunks(file);
  const stride = header.width * header.bits / 8;
  const filtered = await inflate(parts, header.height * (stride + 1));
  const bytes = unfilter(filtered, header.height, stride, header.bits / 8);
  return { width: header.width, height: header.height, values: header.bits === 8 ? bytes : join(bytes) };
}

function readChunks(file: Uint8Array): { header: Header; parts: Uint8Array[] } {
  if (signature.some((byte, index) => file[index] !== byte)) throw new Error("not a PNG file");
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const parts: Uint8Array[] = [];
  let header: Header | null = null;
  let at = signature.length;
  while (at + 12 <= file.length) {
    const length = view.getUint32(at);
    const kind = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (at + 12 + length > file.length) throw new Error(`PNG: the chunk ${kind} is cut off`);
    const body = file.subarray(at + 8, at + 8 + length);
    if (kind === "IHDR") header = readHeader(body);
    else if (kind === "IDAT") parts.push(body);
    else if (kind === "IEND" && header) return { header, parts };
    at += 12 + length;
  }
  throw new Error("PNG: the file ends before its end mark");
}

function readHeader(body: Uint8Array): Header {
  if (body.length !== 13) throw new Error("PNG: wrong header");
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const [bits, colour, compression, filter, interlace] = [body[8], body[9], body[10], body[11], body[12]];
  if (width === 0 || height === 0 || width * height > pixelsMax) throw new Error(`PNG: ${width}×${height} pixels`);
  if ((bits !== 8 && bits !== 16) || colour !== 0 || compression !== 0 || filter !== 0 || interlace !== 0) {
    throw new Error(`PNG: ${bits} bits, colour type ${colour}, interlacing ${interlace}; expected 8 or 16 grey bits`);
  }
  return { width, height, bits };
}

async function inflate(parts: readonly Uint8Array[], length: number): Promise<Uint8Array> {
  const packed = new Blob(parts as readonly BlobPart[] as BlobPart[]).stream();
  const reader = packed.pipeThrough(new DecompressionStream("deflate")).getReader();
  const bytes = new Uint8Array(length);
  let filled = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (filled + value.length > length) {
      await reader.cancel();
      throw new Error(`PNG: more than ${length} bytes of pixels`);
    }
    bytes.set(value, filled);
    filled += value.length;
  }
  if (filled !== length) throw new Error(`PNG: ${filled} bytes of pixels, expected ${length}`);
  return bytes;
}

/** Takes the five filters of PNG back; a byte is predicted from those one pixel left (a), above (b) and both (c). */
function unfilter(filtered: Uint8Array, height: number, stride: number, pixel: number): Uint8Array {
  const bytes = new Uint8Array(height * stride);
  let above: Uint8Array = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const from = y * (stride + 1) + 1;
    const row = bytes.subarray(y * stride, (y + 1) * stride);
    row.set(filtered.subarray(from, from + stride));
    switch (filtered[from - 1]) {
      case 0: break;
      case 1: addLeft(row, pixel); break;
      case 2: addAbove(row, above); break;
      case 3: addAverage(row, above, pixel); break;
      case 4: addPaeth(row, above, pixel); break;
      default: throw new Error(`PNG: row ${y} has filter ${filtered[from - 1]}`);
    }
    above = row;
  }
  return bytes;
}

function addLeft(row: Uint8Array, pixel: number): void {
  for (let i = pixel; i < row.length; i++) row[i] = row[i]! + row[i - pixel]!;
}

function addAbove(row: Uint8Array, above: Uint8Array): void {
  for (let i = 0; i < row.length; i++) row[i] = row[i]! + above[i]!;
}

function addAverage(row: Uint8Array, above: Uint8Array, pixel: number): void {
  for (let i = 0; i < row.length; i++) {
    row[i] = row[i]! + (((i < pixel ? 0 : row[i - pixel]!) + above[i]!) >> 1);
  }
}

function addPaeth(row: Uint8Array, above: Uint8Array, pixel: number): void {
  for (let i = 0; i < pixel; i++) row[i] = row[i]! + above[i]!;
  for (let i = pixel; i < row.length; i++) {
    const a = row[i - pixel]!;
    const b = above[i]!;
    const c = above[i - pixel]!;
    const toA = Math.abs(b - c);
    const toB = Math.abs(a - c);
    const toC = Math.abs(a + b - c - c);
    row[i] = row[i]! + (toA <= toB && toA <= toC ? a : toB <= toC ? b : c);
  }
}

/** Two bytes a value, the high one first. */
function join(bytes: Uint8Array): Uint16Array {
  const values = new Uint16Array(bytes.length / 2);
  for (let i = 0; i < values.length; i++) values[i] = bytes[2 * i]! << 8 | bytes[2 * i + 1]!;
  return values;
}
