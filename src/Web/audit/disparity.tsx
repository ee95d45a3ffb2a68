import * as Plot from "@observablehq/plot";
import { useMemo, useState } from "preact/hooks";
import { Chart } from "../shared/chart";
import { count, number, percent, saysUnit, withUnit } from "../shared/format";
import { usePrinting } from "../shared/printing";
import type { AuditDocument, Figure, Threshold } from "./document";
import { Section } from "./parts";
import { useReport } from "./report";
import { figureWords, groupTitles, type FigureGroup } from "../shared/words";

/** Shown at once; the others on demand, and on paper. */
const shownGroups: readonly FigureGroup[] = ["views", "range", "masks", "geometry", "light"];
const moreGroups: readonly FigureGroup[] = ["shots", "right", "other"];

/** (c) Is the disparity good: how every figure is distributed, with the pipeline's limits drawn in. */
export function Disparity() {
  const { document } = useReport();
  const printing = usePrinting();
  const [more, setMore] = useState(false);
  const groups = useMemo(() => grouped(document), [document]);
  const hidden = moreGroups.reduce((sum, group) => sum + (groups.get(group)?.length ?? 0), 0);
  return (
    <Section id="disparity" letter="c" title="Is the disparity good" answer={<Answer document={document} />}>
      <ul class="legend">
        <li>
          <span class="swatch" aria-hidden="true" style={{ background: "var(--planned)" }} />
          planned
        </li>
        <li>
          <span class="swatch" aria-hidden="true" style={{ background: "var(--kept)" }} />
          kept
        </li>
        <li>
          <span class="swatch limit" aria-hidden="true" />
          limit of the pipeline: the shaded side is rejected
        </li>
      </ul>
      {(more || printing ? [...shownGroups, ...moreGroups] : shownGroups).map((group) => (
        <Group key={group} document={document} group={group} names={groups.get(group) ?? []} />
      ))}
      {!more && !printing && hidden > 0 && (
        <button type="button" class="more" onClick={() => setMore(true)}>
          Show {hidden} more: figures of whole shots and of the other direction
        </button>
      )}
    </Section>
  );
}

function Answer({ document }: { document: AuditDocument }) {
  const median = (name: string) => {
    const figure = document.figures[name];
    if (!figure?.quantiles) return null;
    return name.endsWith("_fraction") ? percent(figure.quantiles.p50) : withUnit(figure.quantiles.p50, figure.unit);
  };
  const parts = [
    ["consistent pixels", "consistent_fraction"],
    ["occluded", "occluded_fraction"],
    ["photometric error", "photometric_error"],
    ["disparity range", "range_px"],
  ].flatMap(([words, name]) => {
    const value = median(name!);
    return value === null ? [] : [`${words} ${value}`];
  });
  return <>{parts.length === 0 ? "No frame has figures." : `Medians of planned frames: ${parts.join(", ")}.`}</>;
}

function Group({
  document,
  group,
  names,
}: {
  document: AuditDocument;
  group: FigureGroup;
  names: readonly string[];
}) {
  const measured = names.filter((name) => document.figures[name]!.histogram);
  const silent = names.filter((name) => !document.figures[name]!.histogram);
  return names.length === 0 ? null : (
    <>
      <h3 class="group">{groupTitles[group]}</h3>
      <div class="grid">
        {measured.map((name) => (
          <Distribution key={name} document={document} name={name} />
        ))}
      </div>
      {silent.length > 0 && (
        <p class="note second">
          Not measured: {silent.map((name) => figureWords(name).title.toLowerCase()).join(", ")}.
        </p>
      )}
    </>
  );
}

function Distribution({ document, name }: { document: AuditDocument; name: string }) {
  const words = figureWords(name);
  const figure = useMemo(() => scaled(document.figures[name]!, words.shown), [document, name]);
  const limits = useMemo(() => (words.shown ? [] : limitsOf(document.thresholds, name)), [document, name]);
  const q = figure.quantiles;
  return (
    <figure class="distribution">
      <figcaption>
        <b>{words.title}</b>
        {saysUnit(figure.unit) && <span class="soft"> {figure.unit}</span>}
        <span class="meaning">{words.meaning}</span>
      </figcaption>
      <Histogram figure={figure} limits={limits} label={words.title} />
      <p class="quantiles">
        {q && (
          <>
            median <b>{number(q.p50)}</b> · 90 % within {number(q.p5)} … {number(q.p95)}
            <br />
          </>
        )}
        {count(figure.n)} {figure.of === "shot" ? "shots" : "frames"}
        {figure.missing > 0 && <span class="soft">, {count(figure.missing)} without</span>}
        <code>{name}</code>
      </p>
    </figure>
  );
}

/** A figure in the unit in which it is shown. */
function scaled(figure: Figure, shown: { readonly scale: number; readonly unit: string } | undefined): Figure {
  if (!shown || !figure.quantiles || !figure.histogram) return figure;
  const by = (value: number) => shown.scale * value;
  const { p1, p5, p25, p50, p75, p95, p99 } = figure.quantiles;
  return {
    ...figure,
    unit: shown.unit,
    quantiles: { p1: by(p1), p5: by(p5), p25: by(p25), p50: by(p50), p75: by(p75), p95: by(p95), p99: by(p99) },
    histogram: { ...figure.histogram, low: by(figure.histogram.low), high: by(figure.histogram.high) },
  };
}

interface Limit {
  readonly at: number;
  readonly rejects: "below" | "above";
}

function Histogram({ figure, limits, label }: { figure: Figure; limits: readonly Limit[]; label: string }) {
  const { low, high, planned, kept } = figure.histogram!;
  const bins = useMemo(
    () =>
      planned.map((n, index) => ({
        from: low + ((high - low) * index) / planned.length,
        to: low + ((high - low) * (index + 1)) / planned.length,
        planned: n,
        kept: kept[index] ?? 0,
      })),
    [figure],
  );
  const width = high - low || 1;
  const ends = [
    Math.min(low, ...limits.map((limit) => limit.at)) - 0.02 * width,
    Math.max(high, ...limits.map((limit) => limit.at)) + 0.02 * width,
  ] as const;
  const shaded = limits.map(({ at, rejects }) =>
    rejects === "below" ? { from: ends[0], to: at } : { from: at, to: ends[1] },
  );
  const q = figure.quantiles;
  return (
    <Chart
      of={[bins, limits]}
      label={
        `${label}: median ${number(q?.p50)}, 1 to 99 % from ${number(q?.p1)} to ${number(q?.p99)}` +
        limits.map((limit) => `; rejected ${limit.rejects} ${number(limit.at)}`).join("")
      }
      make={() => ({
        height: 104,
        marginLeft: 6,
        marginRight: 6,
        marginTop: 14,
        marginBottom: 22,
        x: { domain: ends, label: null, ticks: 5, tickFormat: (v: number) => number(v) },
        y: { axis: null },
        marks: [
          Plot.rect(shaded, { x1: "from", x2: "to", fill: "var(--rejected)" }),
          Plot.rectY(bins, { x1: "from", x2: "to", y: "planned", fill: "var(--planned)", inset: 0.2 }),
          Plot.rectY(bins, { x1: "from", x2: "to", y: "kept", fill: "var(--kept)", inset: 0.2 }),
          Plot.ruleY([0], { stroke: "var(--axis)" }),
          Plot.ruleX(limits, { x: "at", stroke: "var(--warn)", strokeWidth: 1.5 }),
          Plot.text(limits, {
            x: "at",
            frameAnchor: "top",
            dy: -12,
            text: (limit: Limit) => number(limit.at),
            fill: "var(--warn-ink)",
          }),
        ],
      })}
    />
  );
}

/** The pipeline's limits as they lie on the axis of a figure; those that are off are not drawn. */
function limitsOf(thresholds: readonly Threshold[], name: string): Limit[] {
  const asked = thresholds.filter((threshold) => !threshold.is_off && threshold.figures.includes(name));
  return asked.flatMap((threshold): Limit[] => {
    const { limit } = threshold;
    const one: Limit = { at: limit, rejects: threshold.is_least ? "below" : "above" };
    switch (threshold.transform) {
      case "absolute":
      case "largest_absolute":
        return [
          { at: -limit, rejects: "below" },
          { at: limit, rejects: "above" },
        ];
      case "largest_gain_percent":
        return [
          { at: 1 / (1 + limit / 100), rejects: "below" },
          { at: 1 + limit / 100, rejects: "above" },
        ];
      case "stated_order":
        return [];
      default:
        return [one];
    }
  });
}

function grouped(document: AuditDocument): Map<FigureGroup, string[]> {
  const groups = new Map<FigureGroup, string[]>();
  for (const name of Object.keys(document.figures)) {
    const { group } = figureWords(name);
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  return groups;
}
