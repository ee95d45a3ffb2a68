import { useEffect, useState } from "preact/hooks";
import type { Look } from "./address";
import { sideOf } from "./address";
import type { Field } from "./paint";
import type { FieldName, LoadedSample } from "./pictures";
import { loadSample } from "./pictures";
import { isAbort, messageOf } from "./server";

/** A sample with the pictures that are there so far; all are of the same sample. */
export interface Pictured {
  readonly loaded: LoadedSample;
  readonly left: ImageBitmap | null;
  readonly right: ImageBitmap | null;
  readonly fields: Readonly<Partial<Record<FieldName, Field>>>;
}

export interface Shown extends Pictured {
  /** The same frame of the second dataset, where the view compares and both have kept it. */
  readonly second: Pictured | null;
}

/**
 * Loads what a look needs of a sample and keeps the one before until it is there, so that a clip plays without gaps.
 * First what is drawn, then what the pointer reads.
 */
export function useShown(id: string, look: Look, version: number): { shown: Shown | null; fault: string | null } {
  const [shown, setShown] = useState<Shown | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const need = needs(look);
  useEffect(() => {
    let left = false;
    const show = async () => {
      try {
        const loaded = await loadSample(id);
        const first = await gatherBoth(loaded, need.views, need.drawn, need.second);
        if (left) return;
        setShown(first);
        setFault(null);
        const all = await gatherBoth(loaded, true, [...need.drawn, ...need.read], need.second);
        if (!left) setShown(all);
        if (!left) prefetch(loaded, need);
      } catch (error) {
        if (left || isAbort(error)) return;
        setFault(messageOf(error));
      }
    };
    void show();
    return () => void (left = true);
  }, [id, version, JSON.stringify(need)]);
  return { shown, fault };
}

interface Needs {
  readonly views: boolean;
  readonly drawn: readonly FieldName[];
  readonly read: readonly FieldName[];
  readonly second: boolean;
}

function needs(look: Look): Needs {
  const drawn = new Set<FieldName>();
  const only = sideOf(look) === "right";
  const right = only || look.view === "parallel" || look.view === "cross";
  const add = (name: "disparity" | "mask" | "residual") => {
    if (!only) drawn.add(name);
    if (right) drawn.add(`${name}_right`);
  };
  if (look.layers.disparity > 0) add("disparity");
  if (look.layers.residual > 0) add("residual");
  if (look.layers.mask > 0 || look.layers.sky > 0) add("mask");
  if (look.layers.photometric > 0) drawn.add("photometric");
  if (look.view === "cloud" || look.view === "tilt") {
    drawn.add("disparity");
    drawn.add("mask");
  }
  if (look.view === "compare" && look.compare === "difference") drawn.add("disparity");
  if (look.view === "tilt") {
    drawn.add("disparity_right");
    drawn.add("mask_right");
  }
  const read: FieldName[] = ["disparity", "mask", "residual"];
  if (right) read.push("disparity_right", "mask_right", "residual_right");
  return { views: look.view !== "left", drawn: [...drawn], read, second: look.view === "compare" };
}

async function gather(loaded: LoadedSample, both: boolean, names: readonly FieldName[]): Promise<Pictured> {
  const fields: Partial<Record<FieldName, Field>> = {};
  const [left, right] = await Promise.all([
    loaded.has("left") ? loaded.view("left") : null,
    both && loaded.has("right") ? loaded.view("right") : null,
    ...[...new Set(names)].filter((name) => loaded.has(name)).map(async (name) => {
      fields[name] = await loaded.field(name);
    }),
  ]);
  return { loaded, left, right, fields };
}

async function gatherBoth(
  loaded: LoadedSample, both: boolean, names: readonly FieldName[], withSecond: boolean,
): Promise<Shown> {
  const [own, second] = await Promise.all([
    gather(loaded, both, names),
    withSecond && loaded.sample.second?.kept
      ? loadSample(loaded.sample.id, 2).then((other) => gather(other, both, names)) : null,
  ]);
  return { ...own, second };
}

/** The frames before and after in the clip: previous, next and playing then wait for nothing. */
function prefetch(loaded: LoadedSample, need: Needs): void {
  for (const id of [loaded.sample.next_kept, loaded.sample.previous_kept]) {
    if (id !== null) {
      loadSample(id).then((near) => gatherBoth(near, true, [...need.drawn, ...need.read], need.second)).catch(() => undefined);
    }
  }
}
