import * as Plot from "@observablehq/plot";
import { useMemo } from "preact/hooks";
import { Chart, Panel } from "../shared/chart";
import { number, percent, share } from "../shared/format";
import type { Film } from "./document";
import { depthBands } from "./words";

interface Bin {
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
  const bins = useMemo(() => binsOf(film), [film]);
  if (bins.length === 0) {
    return (
      <Panel title="Depth script" wide>
        <p class="none">No shot of this film was surveyed.</p>
      </Panel>
    );
  }
  const minutes = Math.max((film.duration_s ?? 0) / 60, bins[bins.length - 1]!.to);
  return (
    <Panel
      title="Depth script"
      wide
      note={
        <>
          Disparity of surveyed shots along the film, % of the view's width: above 0 in front of the screen, below
          it behind. The band reaches from the farthest to the nearest thing, the line is the median.
        </>
      }
    >
      <Chart
        of={[bins]}
        label={spoken(bins)}
        make={() => ({
          height: 210,
          marginLeft,
          marginRight,
          marginTop: 10,
          marginBottom: 8,
          x: { domain: [0, minutes], axis: null },
          y: { label: null, ticks: 6, nice: true, tickFormat: (v: number) => number(v) },
          marks: [
            Plot.gridY({ stroke: "var(--grid)", strokeOpacity: 1, ticks: 6 }),
            Plot.rect(bins, { x1: "from", x2: "to", y1: "far", y2: "near", fill: "var(--depth)" }),
            Plot.ruleY([0], { stroke: "var(--ink)", strokeWidth: 1 }),
            Plot.text([{ y: 0 }], {
              x: () => minutes,
              y: "y",
              text: () => "screen",
              dx: 6,
              textAnchor: "start",
              fill: "currentColor",
            }),
            Plot.ruleY(
              bins.filter((bin) => bin.median !== null),
              {
                y: "median",
                x1: "from",
                x2: "to",
                stroke: "var(--depth-line)",
                strokeWidth: 2,
              },
            ),
            Plot.tip(
              bins,
              Plot.pointerX({
                x: (bin: Bin) => (bin.from + bin.to) / 2,
                y: "near",
                fill: "var(--paper)",
                stroke: "var(--line)",
                title: (bin: Bin) =>
                  `${number(bin.from)}–${number(bin.to)} min\nnear ${number(bin.near)} %\n` +
                  `median ${number(bin.median)} %\nfar ${number(bin.far)} %`,
              }),
            ),
          ],
        })}
      />
      <SpreadChart bins={bins} minutes={minutes} />
    </Panel>
  );
}

function SpreadChart({ bins, minutes }: { bins: readonly Bin[]; minutes: number }) {
  const top = Math.max(4, ...bins.map((bin) => bin.spread)) * 1.02;
  const bands = depthBands.map((band, index) => ({
    ...band,
    to: Math.min(band.to, top),
    colour: `var(--band-${index + 1})`,
  }));
  return (
    <>
      <p class="note second">
        Depth budget (near − far), % of the view's width, over the bands by which the field speaks of scenes.
      </p>
      <Chart
        of={[bins]}
        label={bandsSpoken(bins)}
        make={() => ({
          height: 150,
          marginLeft,
          marginRight,
          marginTop: 6,
          marginBottom: 34,
          x: { domain: [0, minutes], label: "min", ticks: 8, tickFormat: (v: number) => number(v) },
          y: { domain: [0, top], label: null, ticks: [0, 0.5, 2, 3.5], tickFormat: (v: number) => number(v) },
          marks: [
            Plot.rect(bands, { x1: () => 0, x2: () => minutes, y1: "from", y2: "to", fill: "colour" }),
            Plot.text(
              bands.filter((band) => band.name !== "flat"),
              {
                x: () => minutes,
                y: (band: { from: number; to: number }) => (band.from + band.to) / 2,
                text: "name",
                dx: 6,
                textAnchor: "start",
                fill: "currentColor",
              },
            ),
            Plot.ruleY(bins, { y: "spread", x1: "from", x2: "to", stroke: "var(--ink)", strokeWidth: 2 }),
          ],
        })}
      />
    </>
  );
}

function binsOf(film: Film): Bin[] {
  const script = film.depth_script;
  if (!script) return [];
  return script.near.flatMap((near, index) => {
    const far = script.far[index] ?? null;
    return near === null || far === null
      ? []
      : [
          {
            from: (index * script.bin_s) / 60,
            to: ((index + 1) * script.bin_s) / 60,
            near,
            far,
            median: script.median[index] ?? null,
            spread: near - far,
          },
        ];
  });
}

function spoken(bins: readonly Bin[]): string {
  return (
    `Depth script: nearest ${number(Math.max(...bins.map((bin) => bin.near)))} %, ` +
    `farthest ${number(Math.min(...bins.map((bin) => bin.far)))} % of the view's width`
  );
}

function bandsSpoken(bins: readonly Bin[]): string {
  return `Depth budget along the film: ${depthBands
    .map((band) => {
      const within = bins.filter((bin) => bin.spread >= band.from && bin.spread < band.to).length;
      return `${band.name} ${percent(share(within, bins.length), 0)}`;
    })
    .join(", ")}`;
}
