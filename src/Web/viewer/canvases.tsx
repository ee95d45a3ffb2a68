import { useLayoutEffect, useRef } from "preact/hooks";
import type { Field } from "./paint";
import { paintAnaglyph, paintDifference, paintTable } from "./paint";

/** Canvases have the pixels of their pictures, one for one; the stage zooms them. */

export function ViewCanvas({ of, name, shift = 0, hidden = false, cut = null }: {
  of: ImageBitmap;
  name: string;
  /** px of the picture by which it is moved to the right. */
  shift?: number;
  hidden?: boolean;
  /** Share of the width, from the left, that is not shown. */
  cut?: number | null;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const to = canvas.current!;
    if (to.width !== of.width) to.width = of.width;
    if (to.height !== of.height) to.height = of.height;
    to.getContext("2d", { alpha: false })!.drawImage(of, 0, 0);
  }, [of]);
  return (
    <canvas ref={canvas} data-picture={name} aria-hidden="true" style={{
      transform: shift === 0 ? "" : `translateX(${shift}px)`,
      visibility: hidden ? "hidden" : "visible",
      clipPath: cut === null ? "" : `inset(0 0 0 ${100 * cut - 100 * shift / of.width}%)`,
    }} />
  );
}

/** A field whose values are looked up in a table of colours. */
export function FieldCanvas({ of, table, name, opacity = 100 }: {
  of: Field;
  table: Uint32Array;
  name: string;
  /** 0…100 %. */
  opacity?: number;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => fill(canvas.current!, of.width, of.height, (pixels) =>
    paintTable(of.values, table, new Uint32Array(pixels.buffer))), [of, table]);
  return <canvas ref={canvas} data-picture={name} aria-hidden="true" style={{ opacity: String(opacity / 100) }} />;
}

export function DifferenceCanvas({ values, width, height, max }: {
  values: Float32Array;
  width: number;
  height: number;
  max: number;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => fill(canvas.current!, width, height, (pixels) =>
    paintDifference(values, max, new Uint32Array(pixels.buffer))), [values, width, height, max]);
  return <canvas ref={canvas} data-picture="difference" aria-hidden="true" />;
}

export function AnaglyphCanvas({ left, right, shift }: { left: ImageBitmap; right: ImageBitmap; shift: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const bytes = useRef<{ of: ImageBitmap; left: Uint8ClampedArray; right: Uint8ClampedArray } | null>(null);
  useLayoutEffect(() => {
    if (right.width !== left.width || right.height !== left.height) return;
    if (bytes.current?.of !== left) bytes.current = { of: left, left: bytesOf(left), right: bytesOf(right) };
    const both = bytes.current;
    fill(canvas.current!, left.width, left.height, (pixels) =>
      paintAnaglyph(both.left, both.right, left.width, Math.round(shift), pixels));
  }, [left, right, shift]);
  return <canvas ref={canvas} data-picture="anaglyph" aria-hidden="true" />;
}

function bytesOf(bitmap: ImageBitmap): Uint8ClampedArray {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height).data as Uint8ClampedArray;
}

function fill(
  canvas: HTMLCanvasElement, width: number, height: number, paint: (pixels: Uint8ClampedArray) => void,
): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const picture = new ImageData(width, height);
  paint(picture.data as Uint8ClampedArray);
  canvas.getContext("2d")!.putImageData(picture, 0, 0);
}
