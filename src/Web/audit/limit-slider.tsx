import { useMemo } from "preact/hooks";
import { count, saysUnit, shortUnit, withUnit } from "../shared/format";
import type { Curve } from "./asked-again";
import type { Threshold } from "./document";
import { ruleTitle } from "../shared/words";

const bins = 64;

/** A threshold: how the recorded values lie, what the limit rejects of them, and a slider to move it. */
export function LimitSlider({
  threshold,
  values,
  curve,
  limit,
  set,
  rejects,
  rejected,
}: {
  threshold: Threshold;
  values: Float64Array;
  curve: Curve;
  limit: number;
  set: (limit: number) => void;
  /** Frames whose first failed rule this is, now and as recorded. */
  rejects: number;
  rejected: number;
}) {
  const { low, high } = threshold;
  const heights = useMemo(() => histogram(values, low, high), [values, low, high]);
  const isOff = threshold.off_limit !== null && limit === threshold.off_limit;
  const step = stepOf(low, high);
  const id = `limit-${threshold.key.replaceAll(".", "-")}`;
  const title = ruleTitle(threshold.rule);
  const measured = high > low;
  const disabled = isOff || !threshold.adjustable || !measured;
  return (
    <div class={limit === threshold.limit ? "slider" : "slider changed"}>
      <div class="slider-name">
        <label for={id}>{title}</label>
        <code>{threshold.key}</code>
      </div>
      <Bars
        heights={heights}
        curve={curve}
        at={isOff ? null : placeOf(limit, low, high)}
        isLeast={threshold.is_least}
      />
      <input
        type="range"
        min={low}
        max={high}
        step="any"
        value={Math.min(high, Math.max(low, limit))}
        disabled={disabled}
        aria-label={`Limit of ${title}`}
        aria-valuetext={withUnit(limit, threshold.unit)}
        tabIndex={0}
        onInput={(event) => set(rounded(Number(event.currentTarget.value), step))}
      />
      <div class="slider-value">
        <span class="soft">{threshold.is_least ? "at least" : "at most"}</span>{" "}
        <span class="print-only">{isOff ? "off" : limit}</span>
        <input
          id={id}
          type="number"
          step={step}
          value={limit}
          disabled={disabled}
          onInput={(event) => {
            const value = event.currentTarget.valueAsNumber;
            if (Number.isFinite(value)) set(value);
          }}
        />
        {saysUnit(threshold.unit) && <span class="soft"> {shortUnit(threshold.unit)}</span>}
        {threshold.off_limit !== null && threshold.adjustable && measured && (
          <label class="off">
            <input
              type="checkbox"
              checked={!isOff}
              onChange={() => set(isOff ? onAgain(threshold) : threshold.off_limit!)}
            />{" "}
            in use
          </label>
        )}
        <span class="rejects">
          {count(rejects)} rejected{rejects !== rejected && <span class="soft"> ({count(rejected)})</span>}
        </span>
      </div>
      {threshold.note && <p class="note">{threshold.note}</p>}
    </div>
  );
}

/** Where a value lies between the ends, 0 … 100. */
function placeOf(value: number, low: number, high: number): number {
  return 100 * Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
}

function Bars({
  heights,
  curve,
  at,
  isLeast,
}: {
  heights: readonly number[];
  curve: Curve;
  at: number | null;
  isLeast: boolean;
}) {
  const line = curve.map((kept, index) => `${(100 * index) / (curve.length - 1)},${24 - 24 * kept}`).join(" ");
  const highest = Math.max(1, ...heights);
  return (
    <svg class="bars" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
      {heights.map((n, index) => {
        const middle = (100 * (index + 0.5)) / bins;
        const out = at !== null && (isLeast ? middle < at : middle > at);
        // The square root keeps a few frames at the end of the range in sight.
        const height = n === 0 ? 0 : Math.max(0.8, 24 * Math.sqrt(n / highest));
        return (
          <rect
            key={index}
            class={out ? "out" : "in"}
            x={(100 * index) / bins}
            y={24 - height}
            width={100 / bins - 0.15}
            height={height}
          />
        );
      })}
      <polyline class="curve" points={line} />
      {at !== null && <rect class="at" x={Math.min(99.6, Math.max(0, at - 0.2))} y={0} width={0.4} height={24} />}
    </svg>
  );
}

function histogram(values: Float64Array, low: number, high: number): readonly number[] {
  const heights = new Array<number>(bins).fill(0);
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const bin = Math.floor(((value - low) / (high - low || 1)) * bins);
    heights[Math.min(bins - 1, Math.max(0, bin))]!++;
  }
  return heights;
}

/** Where a limit that was off begins: at the end that rejects nothing of what was measured. */
function onAgain(threshold: Threshold): number {
  return threshold.is_off ? (threshold.is_least ? threshold.low : threshold.high) : threshold.limit;
}

/** 1, 2 or 5 times a power of ten: about 400 steps. */
function stepOf(low: number, high: number): number {
  const rough = (high - low || 1) / 400;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough) ?? 10;
  return Number((factor * power).toPrecision(3));
}

function rounded(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toPrecision(10));
}
