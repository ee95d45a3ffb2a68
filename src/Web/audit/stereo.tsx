import * as Plot from "@observablehq/plot";
import { useMemo } from "preact/hooks";
import { Chart, Panel } from "../shared/chart";
import { count, counted, number } from "../shared/format";
import { usePrinting } from "../shared/printing";
import { cut } from "../shared/text";
import { DepthScriptChart } from "./depth-script";
import type { AuditDocument, Film } from "./document";
import { FilmHead, FilmPicker, Section } from "./parts";
import { filmsDrawn, useReport } from "./report";
import { ShotTable } from "./shot-table";
import { Strips } from "./strips";

/** (b) Is it stereo: depth, view order, temporal shift and the other figures of shots. */
export function Stereo() {
  const report = useReport();
  const printing = usePrinting();
  return (
    <Section id="stereo" letter="b" title="Is it stereo" answer={<Answer document={report.document} />}>
      {report.document.films.length > 1 && <Budgets />}
      <FilmPicker />
      {filmsDrawn(report, printing).map((film) => (
        <div class="film-block" key={film.id}>
          <FilmHead id={film.id} />
          <DepthScriptChart film={film} />
          <Strips film={film} />
        </div>
      ))}
      <ShotTable />
    </Section>
  );
}

function Answer({ document }: { document: AuditDocument }) {
  const sum = (of: (film: Film) => number) => document.films.reduce((total, film) => total + of(film), 0);
  const measured = (kind: string) =>
    (document.suspicion_kinds.find((each) => each.kind === kind)?.measured ?? 0) > 0;
  const parts = (
    [
      ["swapped_views", sum((film) => film.swapped_shots), "swapped views"],
      ["temporal_shift", sum((film) => film.shifted_shots), "views out of step"],
      ["converted_2d", sum((film) => film.converted_shots), "converted from 2D"],
    ] as const
  ).map(([kind, shots, words]) => (measured(kind) ? `${count(shots)} ${words}` : `${words}: not measured`));
  return (
    <>
      Of {counted(document.totals.shots, "shot")} with planned frames: {parts.join(", ")}.
    </>
  );
}

function spoken(budget: { film: string; far: number; near: number }): string {
  return `${budget.film} ${number(budget.far)} to ${number(budget.near)} %`;
}

/** Depth budgets of all films under one another. */
function Budgets() {
  const { document } = useReport();
  const budgets = useMemo(
    () =>
      document.films
        .flatMap((film) => {
          const budget = film.depth_budget_percent;
          return budget && budget.near !== null && budget.far !== null
            ? [{ film: cut(film.id, 28), near: budget.near, far: budget.far, median: budget.median }]
            : [];
        })
        .sort((a, b) => b.near - b.far - (a.near - a.far))
        .slice(0, 60),
    [document],
  );
  if (budgets.length === 0) return null;
  return (
    <Panel
      title="Depth budget of each film"
      wide
      note={
        "Farthest to nearest (percentiles 5 and 95 of shots), % of the view's width; right of 0 is in front of the" +
        " screen. Dot: median. Widest first."
      }
    >
      <Chart
        of={[budgets]}
        label={`Depth budgets: ${budgets.slice(0, 10).map(spoken).join(", ")}`}
        make={(width) => ({
          height: 20 * budgets.length + 40,
          marginLeft: width < 500 ? 110 : 190,
          marginTop: 4,
          x: { label: "% of width", nice: true, ticks: 7, tickFormat: (v: number) => number(v) },
          y: { domain: [...new Set(budgets.map((b) => b.film))], label: null, tickSize: 0, padding: 0.45 },
          marks: [
            Plot.gridX({ stroke: "var(--grid)", strokeOpacity: 1, ticks: 7 }),
            Plot.ruleX([0], { stroke: "var(--axis)" }),
            Plot.barX(budgets, { x1: "far", x2: "near", y: "film", fill: "var(--depth)", rx: 3 }),
            Plot.dot(
              budgets.filter((b) => b.median !== null),
              {
                x: "median",
                y: "film",
                r: 3,
                fill: "var(--paper)",
                stroke: "var(--ink)",
              },
            ),
          ],
        })}
      />
    </Panel>
  );
}
