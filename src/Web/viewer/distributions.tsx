import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { count, notMeasured } from "../shared/format";
import type { Distribution } from "./documents";
import { once } from "./pictures";
import { getJson } from "./server";
import { figureText } from "./state";

/** Answers that were given once; they do not change until the datasets are opened again. */
const known = new Map<string, Promise<Distribution>>();
const knownMax = 2000;
/** Requests at a time: the server computes each the first time it is asked. */
const requestsMax = 4;
const waiting: (() => void)[] = [];
let running = 0;

interface Scope {
  readonly film?: string;
  readonly shot?: number;
  readonly bins?: number;
  readonly from?: number;
  readonly to?: number;
}

function loadDistribution(figure: string, scope: Scope): Promise<Distribution> {
  const words = new URLSearchParams({ figure });
  for (const [name, value] of Object.entries(scope)) if (value !== undefined) words.set(name, String(value));
  const path = `/api/distribution?${words}`;
  if (known.size > knownMax) known.clear();
  return once(known, path, () => inTurn(() => getJson<Distribution>(path)));
}

/** Asks for everything again: other rows are shown. */
export function forgetDistributions(): void {
  known.clear();
}

async function inTurn<T>(ask: () => Promise<T>): Promise<T> {
  if (running >= requestsMax) await new Promise<void>((go) => waiting.push(go));
  running++;
  try {
    return await ask();
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/** Null until it is there, and where it cannot be had. */
export function useDistribution(figure: string | null, scope: Scope = {}): Distribution | null {
  const [got, setGot] = useState<{ key: string; distribution: Distribution } | null>(null);
  const key = JSON.stringify([figure, scope]);
  useEffect(() => {
    let left = false;
    if (figure !== null) {
      loadDistribution(figure, scope).then(
        (distribution) => !left && setGot({ key, distribution }), () => undefined);
    }
    return () => void (left = true);
  }, [key]);
  return got?.key === key ? got.distribution : null;
}

/** Null where nothing was measured. */
export function percentile(of: Distribution | null, name: string): number | null {
  return of?.percentiles?.[name] ?? null;
}

/** Bars of kept and rejected frames over one another. */
export function Histogram({ of, unit, height, marks = [], children }: {
  of: Distribution;
  unit: string;
  height: number;
  /** Values that are marked, with a colour of the theme. */
  marks?: readonly { readonly value: number; readonly colour: string }[];
  children?: ComponentChildren;
}) {
  const { from = null, to = null } = of;
  const [kept, rejected] = [of.kept ?? [], of.rejected ?? []];
  if (from === null || to === null || of.rows === 0) return <p class="none">Nobody could measure it here.</p>;
  const tallest = Math.max(1, ...kept.map((frames, bin) => frames + (rejected[bin] ?? 0)));
  const bins = kept.length;
  const place = (value: number) =>
    to > from ? Math.min(bins, Math.max(0, (value - from) / (to - from) * bins)) : bins / 2;
  return (
    <figure class="histogram">
      <svg viewBox={`0 0 ${bins} ${height}`} preserveAspectRatio="none" height={height} role="img"
        aria-label={`${count(of.rows)} frames from ${figureText(from, unit)} to ${figureText(to, unit)}, median `
          + figureText(percentile(of, "50"), unit)}>
        {kept.map((frames, bin) => {
          const tall = frames / tallest * (height - 1);
          const rest = (rejected[bin] ?? 0) / tallest * (height - 1);
          return (
            <g key={bin}>
              {tall > 0 && <rect class="kept" x={bin + 0.06} width={0.88} y={height - tall} height={tall} />}
              {rest > 0 && <rect class="rejected" x={bin + 0.06} width={0.88} y={height - tall - rest} height={rest} />}
            </g>
          );
        })}
        {marks.map(({ value, colour }) => (
          <line key={`${colour} ${value}`} x1={place(value)} x2={place(value)} y1={0} y2={height}
            stroke={`var(--${colour})`} vector-effect="non-scaling-stroke" stroke-width={2} />
        ))}
      </svg>
      {children}
      <figcaption><span>{figureText(from, unit)}</span><span>{figureText(to, unit)}</span></figcaption>
    </figure>
  );
}

/** A value against a distribution: whisker of 5–95 %, box of 25–75 %, line at the median, dot at the value. */
export function Strip({ of, from, to, value, label, unit }: {
  of: Distribution | null;
  from: number;
  to: number;
  value: number | null;
  label: string;
  unit: string;
}) {
  const x = (at: number) => to > from ? 100 * Math.min(1, Math.max(0, (at - from) / (to - from))) : 50;
  const [low, quarter, half, three, high] = ["5", "25", "50", "75", "95"].map((name) => percentile(of, name));
  const there = low !== null && low !== undefined && high !== null && high !== undefined;
  const said = !there ? `${label}: ${notMeasured}`
    : `${label}: median ${figureText(half, unit)}, 5–95 % from ${figureText(low, unit)} to ${figureText(high, unit)}`;
  return (
    <svg class="strip" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label={said}>
      <title>{said}</title>
      <line class="base" x1={0} x2={100} y1={5} y2={5} vector-effect="non-scaling-stroke" />
      {there && (
        <>
          <rect class="whisker" x={x(low)} width={Math.max(0.6, x(high) - x(low))} y={3.5} height={3} />
          <rect class="box" x={x(quarter!)} width={Math.max(0.6, x(three!) - x(quarter!))} y={1.5} height={7} />
          <line class="median" x1={x(half!)} x2={x(half!)} y1={1} y2={9} vector-effect="non-scaling-stroke" />
        </>
      )}
      {value !== null && (
        <line class="value" x1={x(value)} x2={x(value)} y1={0} y2={10} vector-effect="non-scaling-stroke" />
      )}
    </svg>
  );
}

/** Where a value stands in a distribution, in words; null in its middle. */
export function standing(value: number | null, of: Distribution | null): string | null {
  if (value === null || !of) return null;
  const [first, fifth, high, top] = ["1", "5", "95", "99"].map((name) => percentile(of, name));
  if (top !== null && top !== undefined && value > top) return "in the highest 1 %";
  if (high !== null && high !== undefined && value > high) return "in the highest 5 %";
  if (first !== null && first !== undefined && value < first) return "in the lowest 1 %";
  return fifth !== null && fifth !== undefined && value < fifth ? "in the lowest 5 %" : null;
}
