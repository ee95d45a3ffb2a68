import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { noValue, pixel, turbo } from "./colours";
import { paintTable } from "./paint";
import { decodePng } from "./png";
import { getBlob, samplePath } from "./server";

/** Requests at a time; the last asked goes first, since it is what is in sight now. */
const requestsMax = 6;
/** Thumbnails kept: about 5 kB each. */
const thumbsMax = 3000;

const levels = Uint32Array.from({ length: 256 }, (_, level) =>
  pixel(level === 0 ? noValue.turbo : turbo[Math.round((level - 1) * 255 / 254)]!));

type Kind = "left" | "disparity";
interface Wish {
  readonly key: string;
  readonly path: string;
  readonly abort: AbortController;
  readonly done: (address: string | null) => void;
}

const addresses = new Map<string, string>();
const wishes: Wish[] = [];
let running = 0;

/** A small picture of a sample; an empty place until it is there, and where there is none. */
export function Thumb({ id, kind, none }: {
  id: string;
  kind: Kind;
  /** Shown in its place where there is none. */
  none?: ComponentChildren;
}) {
  const key = `${kind} ${id}`;
  const [shown, setShown] = useState<{ key: string; address: string | null; gone: boolean }>(
    { key, address: known(key), gone: false });
  useEffect(() => {
    const there = known(key);
    setShown({ key, address: there, gone: false });
    if (there) return;
    const wish: Wish = {
      key,
      path: samplePath(id, `/thumb/${kind}`),
      abort: new AbortController(),
      done: (address) => setShown({ key, address, gone: address === null }),
    };
    wishes.push(wish);
    next();
    return () => {
      const place = wishes.indexOf(wish);
      if (place >= 0) wishes.splice(place, 1);
      wish.abort.abort();
    };
  }, [key]);
  const address = shown.key === key ? shown.address : known(key);
  if (address) return <img src={address} alt="" draggable={false} />;
  return <>{shown.key === key && shown.gone && none !== undefined ? none : <span class="no-picture" aria-hidden="true" />}</>;
}

function next(): void {
  while (running < requestsMax && wishes.length > 0) void fulfil(wishes.pop()!);
}

async function fulfil(wish: Wish): Promise<void> {
  running++;
  try {
    const blob = await coloured(await getBlob(wish.path, wish.abort.signal));
    const address = URL.createObjectURL(blob);
    addresses.set(wish.key, address);
    dropOldest();
    wish.done(address);
  } catch {
    // Given up, or there is none: the place stays empty, and the sample's page says why.
    if (!wish.abort.signal.aborted) wish.done(null);
  } finally {
    running--;
    next();
  }
}

/**
 * Disparity comes as grey levels, 0 = no value, else 1…255 from the sample's smallest to its largest: the colours are
 * those of the page. A view comes as it is.
 */
async function coloured(blob: Blob): Promise<Blob> {
  if (blob.type !== "image/png") return blob;
  const { width, height, values } = await decodePng(new Uint8Array(await blob.arrayBuffer()));
  const canvas = new OffscreenCanvas(width, height);
  const picture = new ImageData(width, height);
  paintTable(values, levels, new Uint32Array(picture.data.buffer));
  canvas.getContext("2d")!.putImageData(picture, 0, 0);
  return await canvas.convertToBlob({ type: "image/png" });
}

function known(key: string): string | null {
  const address = addresses.get(key);
  if (address === undefined) return null;
  addresses.delete(key);
  addresses.set(key, address);
  return address;
}

function dropOldest(): void {
  for (const [key, address] of addresses) {
    if (addresses.size <= thumbsMax) return;
    addresses.delete(key);
    URL.revokeObjectURL(address);
  }
}
