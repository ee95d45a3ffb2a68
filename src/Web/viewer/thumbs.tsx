import { useEffect, useState } from "preact/hooks";
import { getBlob, samplePath } from "./server";

/** Requests at a time; the last asked goes first, since it is what is in sight now. */
const requestsMax = 6;
/** Thumbnails kept: about 5 kB each. */
const thumbsMax = 3000;

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
export function Thumb({ id, kind }: { id: string; kind: Kind }) {
  const key = `${kind} ${id}`;
  const [shown, setShown] = useState<{ key: string; address: string | null }>({ key, address: known(key) });
  useEffect(() => {
    const there = known(key);
    setShown({ key, address: there });
    if (there) return;
    const wish: Wish = {
      key,
      path: samplePath(id, `/thumb/${kind}`),
      abort: new AbortController(),
      done: (address) => setShown({ key, address }),
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
  return address ? <img src={address} alt="" draggable={false} /> : <span class="no-picture" aria-hidden="true" />;
}

function next(): void {
  while (running < requestsMax && wishes.length > 0) void fulfil(wishes.pop()!);
}

async function fulfil(wish: Wish): Promise<void> {
  running++;
  try {
    const blob = await getBlob(wish.path, wish.abort.signal);
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
