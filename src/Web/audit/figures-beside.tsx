import * as Plot from "@observablehq/plot";
import { useMemo } from "preact/hooks";
import { Chart, Panel } from "../shared/chart";
import { number, saysUnit } from "../shared/format";
import { Cut } from "../shared/text";
import type { Figure } from "./document";
import { figureWords } from "../shared/words";

/** The figures by which two datasets are seen to differ at a glance. */
const shown = [
  "consistent_fraction",
  "photometric_error",
  "range_px",
  "occluded_fraction",
  "vertical_px_mean",
  "disparity_max",
];

type Figures = Readonly<Record<string, Figure>>;

/** How the main figures of two datasets are distributed, one over the other. */
export function FiguresBeside({
  here,
  there,
  ours,
  theirs,
}: {
  here: string;
  there: string;
  ours: Figures;
  theirs: Figures;
}) {
  const names = shown.filter((name) => ours[name]?.histogram && theirs[name]?.histogram);
  return names.length === 0 ? null : (
    <Panel title="Figures of planned frames, one over the other" wide note="Areas are equal, however many frames.">
      <ul class="legend">
        <li>
          <span class="swatch" aria-hidden="true" style={{ background: "var(--kept)" }} />
          <Cut text={here} max={40} />
        </li>
        <li>
          <span class="swatch line" aria-hidden="true" />
          <Cut text={there} max={40} />
        </li>
      </ul>
      <div class="grid">
        {names.map((name) => (
          <Pair key={name} name={name} ours={ours[name]!} theirs={theirs[name]!} />
        ))}
      </div>
    </Panel>
  );
}

function Pair({ name, ours, theirs }: { name: string; ours: Figure; theirs: Figure }) {
  const { title } = figureWords(name);
  const [one, other] = useMemo(() => [density(ours), density(theirs)] as const, [ours, theirs]);
  const medians = `${number(ours.quantiles?.p50)} and ${number(theirs.quantiles?.p50)}`;
  return (
    <figure class="distribution">
      <figcaption>
        <b>{title}</b>
        {saysUnit(ours.unit) && <span class="soft"> {ours.unit}</span>}
        <span class="meaning">medians {medians}</span>
      </figcaption>
      <Chart
        of={[one, other]}
        label={`${title}: medians ${medians}`}
        make={() => ({
          height: 100,
          marginLeft: 6,
          marginRight: 6,
          marginTop: 8,
          marginBottom: 22,
          x: { label: null, ticks: 5, tickFormat: (v: number) => number(v) },
          y: { axis: null },
          marks: [
            Plot.rectY(one, { x1: "from", x2: "to", y: "density", fill: "var(--kept)", inset: 0.2 }),
            Plot.line(steps(other), { x: "x", y: "y", stroke: "var(--ink)", strokeWidth: 1.3 }),
            Plot.ruleY([0], { stroke: "var(--axis)" }),
          ],
        })}
      />
    </figure>
  );
}

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly density: number;
}

function density(figure: Figure): readonly Bin[] {
  const { low, high, planned } = figure.histogram!;
  const width = (high - low || 1) / planned.length;
  const all = planned.reduce((sum, n) => sum + n, 0) || 1;
  return planned.map((n, index) => ({
    from: low + index * width,
    to: low + (index + 1) * width,
    density: n / all / width,
  }));
}

/** The outline of bins. */
function steps(bins: readonly Bin[]): readonly { readonly x: number; readonly y: number }[] {
  const first = bins[0]!;
  const last = bins[bins.length - 1]!;
  return [
    { x: first.from, y: 0 },
    ...bins.flatMap((bin) => [
      { x: bin.from, y: bin.density },
      { x: bin.to, y: bin.density },
    ]),
    { x: last.to, y: 0 },
  ];
}
