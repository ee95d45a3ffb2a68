/** A sample with its decoded pictures: fetched once, kept for the few samples that were looked at last. */

import type { Flag, Sample } from "./documents";
import type { Field } from "./paint";
import { decodePng } from "./png";
import { getBlob, getJson, samplePath } from "./server";

/** The names of pictures on the server. */
const fieldNames = [
  "disparity", "mask", "residual", "photometric", "disparity_right", "mask_right", "residual_right",
] as const;
export type FieldName = (typeof fieldNames)[number];

/** Samples whose pictures stay in memory: about 20 MB each at 1880×800. */
const samplesMax = 8;

/** One sample of one dataset (1 = the one that is viewed, 2 = the one it is compared with). */
export class LoadedSample {
  private readonly views = new Map<string, Promise<ImageBitmap>>();
  private readonly fields = new Map<string, Promise<Field>>();

  constructor(public sample: Sample, readonly set: 1 | 2) {}

  has(name: string): boolean {
    return this.sample.pictures[name] !== undefined;
  }

  view(name: "left" | "right"): Promise<ImageBitmap> {
    return once(this.views, name, async () => {
      const blob = await getBlob(this.path(name));
      // The numbers of the file, not what a screen's profile would make of them.
      return await createImageBitmap(blob, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
    });
  }

  field(name: FieldName): Promise<Field> {
    return once(this.fields, name, async () => {
      const blob = await getBlob(this.path(name));
      return await decodePng(new Uint8Array(await blob.arrayBuffer()));
    });
  }

  /** Frees what the browser would keep until it is collected. */
  close(): void {
    for (const view of this.views.values()) void view.then((bitmap) => bitmap.close(), () => undefined);
  }

  private path(name: string): string {
    return samplePath(this.sample.id, `/${name}${this.set === 2 ? "?set=2" : ""}`);
  }
}

const loaded = new Map<string, Promise<LoadedSample>>();

export function loadSample(id: string, set: 1 | 2 = 1): Promise<LoadedSample> {
  const key = `${set} ${id}`;
  const sample = once(loaded, key, async () =>
    new LoadedSample(await getJson<Sample>(samplePath(id, set === 2 ? "?set=2" : "")), set));
  // Last used last.
  loaded.delete(key);
  loaded.set(key, sample);
  for (const [oldest, old] of loaded) {
    if (loaded.size <= samplesMax) break;
    loaded.delete(oldest);
    void old.then((each) => each.close(), () => undefined);
  }
  return sample;
}

/** Its flags are others now; its pictures stay. */
export async function setFlags(id: string, flags: readonly Flag[]): Promise<void> {
  const sample = await loaded.get(`1 ${id}`);
  if (sample) sample.sample = { ...sample.sample, flags, flagged: flags.length > 0 };
}

/** Asks the server again the next time: a frame was decoded. */
export function forgetSample(id: string): void {
  for (const set of [1, 2]) loaded.delete(`${set} ${id}`);
}

/** Asks for everything again: other rows are shown. Pictures that are being drawn stay as long as somebody has them. */
export function forgetSamples(): void {
  loaded.clear();
}

/** A promise that is made once; a failure is forgotten, so that the next look tries again. */
export function once<T>(promises: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = promises.get(key);
  if (known) return known;
  const made = make();
  promises.set(key, made);
  made.catch(() => {
    if (promises.get(key) === made) promises.delete(key);
  });
  return made;
}
