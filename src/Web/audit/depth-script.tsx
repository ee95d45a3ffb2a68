import * as Plot from "@observablehq/plot";
import { useMemo } from "preact/hooks";
import { Chart, Panel } from "../shared/chart";
import { number, percent, share, time, timeAxis } from "../shared/format";
import type { AuditDocument, Film } from "./document";
import { useReport } from "./report";
import { depthBands } from "../shared/words";

/** Up to this many shots of a film each is drawn; of more, bins of the running time. */
const shotsMax = 500;

/** A stretch of the film: seconds, and % of the view's width. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly near: number;
  readonly far: number;
  readonly median: number | null;
  readonly spread: number;
}

const marginLeft = 40;
const marginRight = 62;

/** How depth goes along the film: near, median and far, and beneath it their spread against the bands of the field. */
export function DepthScriptChart({ film }: { film: Film }) {
  const { document } = useReport();
  const stretches = useMemo(() => stretchesOf(document, film), [document, film]);
  if (stretches.length === 0) {
    return (
      <Panel title="Depth script" wide>
        <p class="none">No shot of this film was surveyed.</p>
      </Panel>
    );
  }
  const seconds = Math.max(film.duration_s ?? 0, ...stretches.map((stretch) => stretch.to));
  const hasMedian = stretches.some((stretch) => stretch.median !== null);
  return (
    <Panel
      title="Depth script"
      wide
      note={
        <>
          Disparity of surveyed shots along the film, % of the view's width: above 0 in front of the screen, below
          it behind. The bar reaches from the farthest to the nearest thing
          {hasMedian ? "; the line is the median." : "."}
        </>
      }
    >
      <Script stretches={stretches} seconds={seconds} />
      <p class="note second">
        Depth budget (near − far), % of the view's width, over the bands by which the field speaks of scenes.
      </p>
      <Spread stretches={stretches} seconds={seconds} />
    </Panel>
  );
}

function Script({ stretches, seconds }: { stretches: readonly Stretch[]; seconds: number }) {
  const medians = stretches.filter((stretch) => stretch.median !== null);
  return (
    <Chart
      of={[stretches]}
      label={spoken(stretches)}
      make={() => ({
        height: 210,
        marginLeft,
        marginRight,
        marginTop: 10,
        marginBottom: 8,
        x: { domain: [0, seconds], axis: null },
        y: { label: null, ticks: 6, nice: true, tickFormat: (v: number) => number(v) },
        marks: [
          Plot.gridY({ stroke: "var(--grid)", strokeOpacity: 1, ticks: 6 }),
          Plot.rect(stretches, { x1: "from", x2: "to", y1: "far", y2: "near", fill: "var(--depth)" }),
          Plot.ruleY([0], { stroke: "var(--ink)", strokeWidth: 1 }),
          besideText(seconds, [{ name: "screen", y: 0 }]),
          Plot.ruleY(medians, { y: "median", x1: "from", x2: "to", stroke: "var(--depth-line)", strokeWidth: 2 }),
          Plot.tip(
            stretches,
            Plot.pointerX({
              x: (each: Stretch) => (each.from + each.to) / 2,
              y: "near",
              fill: "var(--paper)",
              stroke: "var(--line)",
              title: (each: Stretch) =>
                `${time(each.from)} – ${time(each.to)}\nnear ${number(each.near)} %\n` +
                `median ${number(each.median)} %\nfar ${number(each.far)} %`,
            }),
          ),
        ],
      })}
    />
  );
}

function Spread({ stretches, seconds }: { stretches: readonly Stretch[]; seconds: number }) {
  const height = 150;
  const top = Math.max(4, ...stretches.map((stretch) => stretch.spread)) * 1.02;
  const axis = timeAxis(seconds);
  const bands = depthBands.map((band, index) => {
    const to = Math.min(band.to, top);
    return { name: band.name, from: band.from, to, y: (band.from + to) / 2, colour: `var(--band-${index + 1})` };
  });
  // A name needs about 12 px.
  const named = bands.filter((band) => ((band.to - band.from) / top) * (height - 40) > 12);
  return (
    <Chart
      of={[stretches]}
      label={bandsSpoken(stretches)}
      make={() => ({
        height,
        marginLeft,
        marginRight,
        marginTop: 6,
        marginBottom: 34,
        x: { domain: [0, axis.of(seconds)], transform: axis.of, label: axis.unit, ticks: 8, tickFormat: number },
        y: { domain: [0, top], label: null, ticks: [0.5, 2, 3.5], tickFormat: (v: number) => number(v) },
        marks: [
          Plot.rect(bands, { x1: () => 0, x2: () => seconds, y1: "from", y2: "to", fill: "colour" }),
          besideText(seconds, named),
          Plot.ruleY(stretches, { y: "spread", x1: "from", x2: "to", stroke: "var(--ink)", strokeWidth: 2 }),
        ],
      })}
    />
  );
}

/** Names at the right side of a chart. */
function besideText(seconds: number, names: readonly { readonly name: string; readonly y: number }[]) {
  return Plot.text(names, {
    x: () => seconds,
    y: "y",
    text: "name",
    dx: 6,
    textAnchor: "start",
    fill: "currentColor",
  });
}

function stretchesOf(document: AuditDocument, film: Film): Stretch[] {
  const shots = document.shots.filter((shot) => shot.film === film.id && shot.start_s !== null);
  const complete = document.shots.length === document.totals.shots;
  return complete && shots.length <= shotsMax
    ? shots.flatMap((shot) =>
        stretch(
          shot.start_s!,
          shot.start_s! + shot.frames / (film.fps ?? 24),
          shot.figures["shot_near_percent"],
          shot.figures["shot_median_percent"],
          shot.figures["shot_far_percent"],
        ),
      )
    : binsOf(film);
}

function binsOf(film: Film): Stretch[] {
  const script = film.depth_script;
  if (!script) return [];
  return script.near.flatMap((near, index) =>
    stretch(index * script.bin_s, (index + 1) * script.bin_s, near, script.median[index], script.far[index]),
  );
}

type Measured = number | null | undefined;

function stretch(from: number, to: number, near: Measured, median: Measured, far: Measured): Stretch[] {
  if (near === null || near === undefined || far === null || far === undefined) return [];
  return [{ from, to, near, far, median: median ?? null, spread: near - far }];
}

function spoken(stretches: readonly Stretch[]): string {
  return (
    `Depth script: nearest ${number(Math.max(...stretches.map((each) => each.near)))} %, ` +
    `farthest ${number(Math.min(...stretches.map((each) => each.far)))} % of the view's width`
  );
}

function bandsSpoken(stretches: readonly Stretch[]): string {
  return `Depth budget along the film: ${depthBands
    .map((band) => {
      const within = stretches.filter((each) => each.spread >= band.from && each.spread < band.to).length;
      return `${band.name} ${percent(share(within, stretches.length), 0)}`;
    })
    .join(", ")}`;
}
