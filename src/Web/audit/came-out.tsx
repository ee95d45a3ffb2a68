import * as Plot from "@observablehq/plot";
import { useMemo } from "preact/hooks";
import { Chart, Panel } from "../shared/chart";
import { count, counted, fixed, notMeasured, number, percent, share, time, timeAxis } from "../shared/format";
import { usePrinting } from "../shared/printing";
import { countColumn } from "../shared/columns";
import { Table, type Column } from "../shared/table";
import { Cut } from "../shared/text";
import type { Chapter, Film } from "./document";
import type { Part } from "../shared/fate";
import { FateBar, FilmHead, FilmPicker, Section } from "./parts";
import { filmsDrawn, useReport } from "./report";
import { ruleTitle } from "../shared/words";

/** (a) What came out of the planned frames. */
export function CameOut() {
  const report = useReport();
  const { totals } = report.document;
  const printing = usePrinting();
  const worst = Object.entries(totals.rejected).sort((a, b) => b[1] - a[1])[0];
  return (
    <Section
      id="out"
      letter="a"
      title="What came out"
      answer={
        <>
          Of {counted(totals.planned, "planned frame")} in {counted(totals.films, "film")}, {count(totals.kept)}{" "}
          were kept ({percent(share(totals.kept, totals.planned))}).
          {worst && (
            <>
              {" "}
              Most of the others fell to <i>{ruleTitle(worst[0])}</i>: {count(worst[1])} (
              {percent(share(worst[1], totals.planned))}).
            </>
          )}
        </>
      }
    >
      <Funnel />
      <Films />
      <FilmPicker />
      {filmsDrawn(report, printing).map((film) => (
        <AlongFilm key={film.id} film={film} />
      ))}
    </Section>
  );
}

interface Step {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly colour: string;
  readonly text: string;
}

/** As the rules are asked: what decoding rejects first, what no run has finished last. */
function inOrder(parts: readonly Part[], order: readonly string[]): readonly Part[] {
  const last = ["failed", "pending"];
  const place = ({ name }: Part) => (last.includes(name) ? order.length + last.indexOf(name) : order.indexOf(name));
  return parts.filter((part) => part.name !== "kept").sort((a, b) => place(a) - place(b));
}

function Funnel() {
  const { document, colours } = useReport();
  const { totals } = document;
  const steps = useMemo(() => {
    const list: Step[] = [
      {
        name: "planned",
        from: 0,
        to: totals.planned,
        colour: "var(--planned)",
        text: count(totals.planned),
      },
    ];
    let left = totals.planned;
    for (const part of inOrder(colours.parts(totals), document.what_if.order)) {
      list.push({
        name: part.title,
        from: left - part.samples,
        to: left,
        colour: part.colour,
        text: `−${count(part.samples)}  ${percent(share(part.samples, totals.planned))}`,
      });
      left -= part.samples;
    }
    list.push({
      name: "kept",
      from: 0,
      to: left,
      colour: "var(--kept)",
      text: `${count(left)}  ${percent(share(left, totals.planned))}`,
    });
    return list;
  }, [totals]);
  return (
    <Panel
      title="From planned to kept"
      wide
      note="Frames; each is counted at the first rule that it fails, in the order in which the rules are asked."
    >
      <Chart
        of={[steps]}
        label={steps.map((step) => `${step.name} ${step.text}`).join(", ")}
        make={(width) => ({
          height: 26 * steps.length + 34,
          marginLeft: width < 500 ? 128 : 190,
          marginRight: 96,
          marginTop: 4,
          marginBottom: 26,
          x: {
            domain: [0, Math.max(1, totals.planned)],
            label: null,
            ticks: 5,
            tickFormat: (v: number) => count(v),
          },
          y: { domain: steps.map((step) => step.name), label: null, tickSize: 0, padding: 0.28 },
          marks: [
            Plot.gridX({ stroke: "var(--grid)", strokeOpacity: 1, ticks: 5 }),
            Plot.barX(steps, { x1: "from", x2: "to", y: "name", fill: "colour" }),
            Plot.text(steps, {
              x: "to",
              y: "name",
              text: "text",
              textAnchor: "start",
              dx: 6,
              fill: "currentColor",
            }),
          ],
        })}
      />
    </Panel>
  );
}

const filmColumns: readonly Column<Film>[] = [
  { name: "film", head: "Film", cell: (film) => <Cut text={film.id} max={40} />, order: (film) => film.id },
  { name: "split", head: "Split", cell: (film) => film.split, order: (film) => film.split },
  {
    name: "length",
    head: "Length",
    number: true,
    cell: (film) => time(film.duration_s),
    order: (film) => film.duration_s,
  },
  countColumn("planned", "Planned", (film) => film.planned),
  countColumn("kept", "Kept", (film) => film.kept),
  {
    name: "yield",
    head: "Yield",
    number: true,
    cell: (film) => percent(share(film.kept, film.planned)),
    order: (film) => share(film.kept, film.planned),
  },
  { name: "fate", head: "What became of them", cell: (film) => <FateBar fate={film} label={film.id} /> },
  {
    name: "vertical",
    head: "Vertical",
    about: "Median |vertical offset|, ‰ of the view's height",
    number: true,
    cell: (film) => `${fixed(film.vertical_permille, 2)}${film.vertical_permille === null ? "" : "\u202f‰"}`,
    order: (film) => film.vertical_permille,
  },
  {
    name: "budget",
    head: "Depth, far … near",
    about: "% of the view's width; > 0 in front of the screen",
    number: true,
    cell: (film) => budgetText(film),
    order: (film) => spread(film),
  },
];

function Films() {
  const { document } = useReport();
  return (
    <Panel title="Film by film" wide note="A click on a head sorts. Colours as in the bar at the top.">
      <Table label="Films" columns={filmColumns} rows={document.films} first="yield" descending={false} />
    </Panel>
  );
}

function budgetText(film: Film): string {
  const budget = film.depth_budget_percent;
  return !budget || budget.near === null || budget.far === null
    ? notMeasured
    : `${signed(budget.far)} … ${signed(budget.near)}\u202f%`;
}

function spread(film: Film): number | null {
  const budget = film.depth_budget_percent;
  return !budget || budget.near === null || budget.far === null ? null : budget.near - budget.far;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}

function AlongFilm({ film }: { film: Film }) {
  return (
    <div class="film-block">
      <FilmHead id={film.id} />
      <div class="pair">
        <Panel title="Along the running time" note="Planned frames (grey) and those kept (green).">
          <TimelineChart film={film} />
        </Panel>
        <Panel title="Chapter by chapter" note="Kept of planned; the rest by the first rule that failed.">
          <Chapters film={film} />
        </Panel>
      </div>
    </div>
  );
}

function TimelineChart({ film }: { film: Film }) {
  const line = film.timeline;
  const bins = useMemo(
    () =>
      (line?.planned ?? []).map((planned, index) => ({
        from: index * line!.bin_s,
        to: (index + 1) * line!.bin_s,
        planned,
        kept: line!.kept[index] ?? 0,
      })),
    [line],
  );
  if (!line || bins.length === 0) return <p class="none">No planned frames.</p>;
  const seconds = Math.max(film.duration_s ?? 0, bins[bins.length - 1]!.to);
  const axis = timeAxis(seconds);
  const bar = { x1: "from", x2: "to", insetLeft: 0.3, insetRight: 0.3 };
  return (
    <Chart
      of={[bins]}
      label={`Kept of planned frames along the film, in steps of ${number(line.bin_s)} s`}
      make={() => ({
        height: 170,
        marginLeft: 34,
        marginTop: 8,
        x: {
          domain: [0, axis.of(seconds)],
          transform: axis.of,
          label: axis.unit,
          ticks: 6,
          tickFormat: (v: number) => number(v),
        },
        y: { label: null, grid: false, ticks: 4, tickFormat: (v: number) => (Number.isInteger(v) ? count(v) : "") },
        marks: [
          Plot.gridY({ stroke: "var(--grid)", strokeOpacity: 1, ticks: 4 }),
          Plot.rectY(bins, { ...bar, y: "planned", fill: "var(--planned)" }),
          Plot.rectY(bins, { ...bar, y: "kept", fill: "var(--kept)" }),
          Plot.ruleY([0], { stroke: "var(--axis)" }),
        ],
      })}
    />
  );
}

const chapterColumns: readonly Column<Chapter>[] = [
  {
    name: "chapter",
    head: "Chapter",
    cell: (chapter) => (
      <>
        {chapter.chapter > 0 ? chapter.chapter : "whole film"}{" "}
        <span class="soft">
          <Cut text={chapter.title} max={24} />
        </span>
      </>
    ),
    order: (chapter) => chapter.start_s,
  },
  { name: "start", head: "From", number: true, cell: (chapter) => time(chapter.start_s) },
  {
    name: "kept",
    head: "Kept",
    number: true,
    cell: (chapter) => `${count(chapter.kept)} of ${count(chapter.planned)}`,
    order: (chapter) => share(chapter.kept, chapter.planned),
  },
  {
    name: "fate",
    head: "What became of them",
    cell: (chapter) => {
      const rejected = Object.values(chapter.rejected).reduce((sum, n) => sum + n, 0);
      const pending = Math.max(0, chapter.planned - chapter.kept - rejected);
      return <FateBar fate={{ ...chapter, failed: 0, pending }} label={`Chapter ${chapter.chapter}`} />;
    },
  },
];

function Chapters({ film }: { film: Film }) {
  return film.chapters.length === 0 ? (
    <p class="none">No chapters are known of this film.</p>
  ) : (
    <Table label="Chapters" columns={chapterColumns} rows={film.chapters} />
  );
}
