import { Panel } from "../shared/chart";
import { count, counted, number, percent, saysUnit, share, withUnit } from "../shared/format";
import { Table, type Column } from "../shared/table";
import { Cut } from "../shared/text";
import type { AuditDocument, Against, Compare, Curation, Film, TruthFilm } from "./document";
import { Sheets } from "./look";
import { Facts, Section } from "./parts";
import { useReport } from "./report";
import { figureWords, ruleTitle } from "./words";

/** What was asked for besides: another dataset, another network, a truth, flags of people. */
export function Beside() {
  const { document } = useReport();
  const { compare, against, truth, curation } = document;
  return (
    <>
      {compare && <Compared document={document} compare={compare} />}
      {against && <AgainstNetwork against={against} />}
      {truth && <AgainstTruth films={truth.films} />}
      {curation && <Flagged curation={curation} />}
    </>
  );
}

interface Pair {
  readonly name: string;
  readonly here: string;
  readonly there: string;
  readonly change: string;
}

function pairColumns(first: string, here: string, there: string): readonly Column<Pair>[] {
  return [
    { name: "name", head: first, cell: (row) => <Cut text={row.name} max={48} /> },
    { name: "here", head: <Cut text={here} max={24} />, number: true, cell: (row) => row.here },
    { name: "there", head: <Cut text={there} max={24} />, number: true, cell: (row) => row.there },
    { name: "change", head: "Difference", number: true, cell: (row) => row.change },
  ];
}

function Compared({ document, compare }: { document: AuditDocument; compare: Compare }) {
  const here = document.dataset.name;
  const there = compare.other.name === here ? `${compare.other.name} (other)` : compare.other.name;
  const { agreement } = compare;
  return (
    <Section
      id="compare"
      letter="+"
      title="Beside another dataset"
      answer={
        <>
          <Cut text={there} max={60} /> keeps {count(compare.other_totals.kept)} of{" "}
          {count(compare.other_totals.planned)} planned frames (
          {percent(share(compare.other_totals.kept, compare.other_totals.planned))}), this one{" "}
          {percent(share(document.totals.kept, document.totals.planned))}; {counted(compare.common_frames, "frame")}{" "}
          are kept by both.
        </>
      }
    >
      <Panel title="Yield" wide>
        <Table label="Yields" columns={pairColumns("Frames", here, there)} rows={yields(document, compare)} />
      </Panel>
      <Panel title="Film by film" wide>
        <Table
          label="Yields by film"
          columns={pairColumns("Film", here, there)}
          rows={filmYields(document.films, compare.other_films)}
        />
      </Panel>
      <Panel title="Medians of figures" wide>
        <Table
          label="Medians of figures"
          columns={pairColumns("Figure", here, there)}
          rows={medians(document, compare)}
        />
      </Panel>
      <Panel title="What became of the same frames" wide note="Planned in either; - : not planned there.">
        <Table
          label="Fates of the same frames"
          columns={fateColumns(here, there)}
          first="n"
          rows={Object.entries(compare.frames).map(([pair, n]) => ({ pair, n }))}
        />
      </Panel>
      {agreement && (
        <Panel title="Do they agree on frames that both kept">
          <Facts
            rows={[
              ["Frames looked at", count(agreement.sampled)],
              ["Median |difference|", withUnit(agreement.median_px, "px")],
              ["Valid pixels more than 2 px apart", percent(agreement.share_over, 2)],
              ["Pixels with the same mask code", percent(agreement.mask_agreement, 2)],
            ]}
          />
        </Panel>
      )}
    </Section>
  );
}

function yields(document: AuditDocument, { other_totals: other }: Compare): Pair[] {
  const { totals } = document;
  const rules = [...new Set([...Object.keys(totals.rejected), ...Object.keys(other.rejected)])];
  const row = (name: string, here: number, there: number): Pair => ({
    name,
    here: count(here),
    there: count(there),
    change: difference(here - there, count),
  });
  return [
    row("planned", totals.planned, other.planned),
    row("kept", totals.kept, other.kept),
    {
      name: "yield",
      here: percent(share(totals.kept, totals.planned)),
      there: percent(share(other.kept, other.planned)),
      change: points(share(totals.kept, totals.planned), share(other.kept, other.planned)),
    },
    ...rules.map((rule) => row(ruleTitle(rule), totals.rejected[rule] ?? 0, other.rejected[rule] ?? 0)),
    row("suspicious shots", totals.suspicious_shots, other.suspicious_shots),
  ];
}

function filmYields(here: readonly Film[], there: readonly Film[]): Pair[] {
  const ids = [...new Set([...here, ...there].map((film) => film.id))].sort();
  return ids.map((id) => {
    const yieldOf = (films: readonly Film[]) => {
      const film = films.find((each) => each.id === id);
      return film ? share(film.kept, film.planned) : null;
    };
    return {
      name: id,
      here: percent(yieldOf(here)),
      there: percent(yieldOf(there)),
      change: points(yieldOf(here), yieldOf(there)),
    };
  });
}

function medians(document: AuditDocument, compare: Compare): Pair[] {
  return Object.entries(document.figures).flatMap(([name, figure]) => {
    const other = compare.other_figures[name];
    if (!figure.quantiles || !other?.quantiles) return [];
    const { title, group } = figureWords(name);
    return [
      {
        name: `${group === "shots" ? "shot: " : ""}${title}${saysUnit(figure.unit) ? `, ${figure.unit}` : ""}`,
        here: number(figure.quantiles.p50),
        there: number(other.quantiles.p50),
        change: difference(figure.quantiles.p50 - other.quantiles.p50, number),
      },
    ];
  });
}

interface FramePair {
  readonly pair: string;
  readonly n: number;
}

function fateColumns(here: string, there: string): readonly Column<FramePair>[] {
  const side = (pair: string, index: number) => pair.split("/")[index] ?? "";
  return [
    {
      name: "here",
      head: <Cut text={here} max={24} />,
      cell: (row) => side(row.pair, 0),
      order: (row) => side(row.pair, 0),
    },
    {
      name: "there",
      head: <Cut text={there} max={24} />,
      cell: (row) => side(row.pair, 1),
      order: (row) => side(row.pair, 1),
    },
    { name: "n", head: "Frames", number: true, cell: (row) => count(row.n), order: (row) => row.n },
  ];
}

function difference(value: number, text: (value: number) => string): string {
  return value === 0 ? "" : `${value > 0 ? "+" : "−"}${text(Math.abs(value))}`;
}

function points(here: number | null, there: number | null): string {
  return here === null || there === null
    ? ""
    : `${here < there ? "−" : "+"}${Math.abs(100 * (here - there)).toFixed(1)} points`;
}

/** Mask codes as the dataset writes them. */
const codes = ["valid", "inconsistent", "occluded", "out of the other view", "sky", "black bar"];

interface CodeRow {
  readonly film: string;
  readonly code: string;
  readonly pixels: number;
  readonly median_px: number | null;
  readonly share_over: number | null;
}

function codeColumns(withFilm: boolean, withMedian: boolean, threshold: number): readonly Column<CodeRow>[] {
  return [
    ...(withFilm ? [{ name: "film", head: "Film", cell: (row: CodeRow) => <Cut text={row.film} max={32} /> }] : []),
    { name: "code", head: "Mask", cell: (row) => codes[Number(row.code)] ?? row.code },
    { name: "pixels", head: "Pixels", number: true, cell: (row) => count(row.pixels), order: (row) => row.pixels },
    ...(withMedian
      ? [
          {
            name: "median",
            head: "Median |error|",
            number: true,
            cell: (row: CodeRow) => withUnit(row.median_px, "px"),
            order: (row: CodeRow) => row.median_px,
          },
        ]
      : []),
    {
      name: "over",
      head: `Beyond ${threshold} px`,
      number: true,
      cell: (row) => percent(row.share_over, 2),
      order: (row) => row.share_over,
    },
  ];
}

type AgainstFilm = Against["films"][number];

const againstColumns: readonly Column<AgainstFilm>[] = [
  { name: "film", head: "Film", cell: (film) => <Cut text={film.id} max={40} />, order: (film) => film.id },
  { name: "n", head: "Frames", number: true, cell: (film) => count(film.n), order: (film) => film.n },
  {
    name: "median",
    head: "Median |difference|",
    number: true,
    cell: (film) => withUnit(film.median_px, "px"),
    order: (film) => film.median_px,
  },
  {
    name: "over",
    head: "Valid pixels beyond",
    number: true,
    cell: (film) => percent(film.share_over, 2),
    order: (film) => film.share_over,
  },
];

function AgainstNetwork({ against }: { against: Against }) {
  const rows = Object.entries(against.mask_codes).map(([code, each]) => ({
    film: "",
    code,
    median_px: null,
    ...each,
  }));
  return (
    <Section
      id="against"
      letter="+"
      title="Against another network"
      answer={
        <>
          {counted(against.sampled, "kept frame")} estimated anew by <Cut text={against.model} max={60} />: where
          both give a value, {percent(against.share_over, 2)} of the valid pixels are more than{" "}
          {against.threshold_px} px apart. A cross-check that needs no truth: where they differ, one of them is
          wrong.
        </>
      }
    >
      <div class="pair">
        <Panel title="By film">
          <Table label="By film" columns={againstColumns} rows={against.films} first="over" />
        </Panel>
        <Panel title="By mask">
          <Table label="By mask" columns={codeColumns(false, false, against.threshold_px)} rows={rows} />
        </Panel>
      </div>
      <Sheets title="Where they differ" sheets={against.sheets} />
    </Section>
  );
}

function AgainstTruth({ films }: { films: readonly TruthFilm[] }) {
  const rows = films.flatMap((film) =>
    Object.entries(film.mask_codes).map(([code, each]) => ({ film: film.id, code, ...each })),
  );
  const frames = films.reduce((sum, film) => sum + film.n, 0);
  return (
    <Section
      id="truth"
      letter="+"
      title="Against the truth"
      answer={<>{counted(frames, "kept frame")} of synthetic films, whose exact disparity is known.</>}
    >
      <Panel title="Errors by mask" wide>
        <Table label="Errors by mask" columns={codeColumns(films.length > 1, true, 2)} rows={rows} />
      </Panel>
    </Section>
  );
}

interface Share {
  readonly name: string;
  readonly n: number;
}

function shareColumns(head: string): readonly Column<Share>[] {
  return [
    { name: "name", head, cell: (row) => <Cut text={row.name} max={60} />, order: (row) => row.name },
    { name: "n", head: "Frames", number: true, cell: (row) => count(row.n), order: (row) => row.n },
  ];
}

function Flagged({ curation }: { curation: Curation }) {
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([name, n]) => ({ name, n }));
  return (
    <Section
      id="curation"
      letter="+"
      title="What people flagged"
      answer={
        <>
          <Cut text={curation.file} max={60} /> flags {counted(curation.flags, "frame")}; an export without flagged
          ones leaves out {count(curation.left_out)} of {count(curation.kept)} kept frames (
          {percent(share(curation.left_out, curation.kept))}).
        </>
      }
    >
      <div class="pair">
        <Panel title="By reason">
          <Table label="By reason" columns={shareColumns("Reason")} rows={list(curation.reasons)} first="n" />
        </Panel>
        <Panel title="By film">
          <Table label="By film" columns={shareColumns("Film")} rows={list(curation.films)} first="n" />
        </Panel>
      </div>
    </Section>
  );
}
