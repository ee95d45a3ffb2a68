import { Panel } from "../shared/chart";
import { count, counted, number, percent, saysUnit, share, withUnit } from "../shared/format";
import { countColumn, nameColumn, pxColumn, shareColumn } from "../shared/columns";
import { Table, type Column } from "../shared/table";
import { Cut } from "../shared/text";
import { AgainstNetwork, AgainstTruth, Flagged } from "./checks";
import type { Agreement, AuditDocument, Compare, Film } from "./document";
import { FiguresBeside } from "./figures-beside";
import { Sheets } from "./look";
import { Facts, Section } from "./parts";
import { useReport } from "./report";
import { figureWords, ruleTitle } from "../shared/words";

/** What was asked for besides: another dataset, another network, a truth, flags of people. */
export function Beside() {
  const { document } = useReport();
  const { compare, against, truth, curation } = document;
  return (
    <>
      {compare && <Compared document={document} compare={compare} />}
      {against && <AgainstNetwork against={against} />}
      {truth && <AgainstTruth truth={truth} />}
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
          {percent(share(document.totals.kept, document.totals.planned))}. Kept by both:{" "}
          {counted(compare.common_frames, "frame")}.
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
      <FiguresBeside here={here} there={there} ours={document.figures} theirs={compare.other_figures} />
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
      {agreement && <Agreed agreement={agreement} />}
      {compare.no_agreement && (
        <Panel title="Do they agree on frames that both kept">
          <p class="none">
            <Cut text={compare.no_agreement} max={300} />
          </p>
        </Panel>
      )}
    </Section>
  );
}

function Agreed({ agreement }: { agreement: Agreement }) {
  return (
    <>
      <div class="pair">
        <Panel
          title="Do they agree on frames that both kept"
          note="Pixels that both call valid; a seeded sample of the frames."
        >
          <Facts
            rows={[
              ["Frames looked at", count(agreement.sampled)],
              ["Median |difference|", withUnit(agreement.median_px, "px")],
              ["At most 0.5 px apart", percent(agreement.share_within_half_px, 2)],
              ["At most 1 px apart", percent(agreement.share_within1_px, 2)],
              ["At most 2 px apart", percent(agreement.share_within2_px, 2)],
              ["Valid pixels that the other has too", percent(agreement.share_compared, 2)],
              ["Pixels with the same mask code", percent(agreement.mask_agreement, 2)],
            ]}
          />
        </Panel>
        <Panel title="By film">
          <Table label="Agreement by film" columns={agreementColumns} rows={agreement.films} first="within" />
        </Panel>
      </div>
      <Sheets title="Where they differ" sheets={agreement.sheets} />
    </>
  );
}

const agreementColumns: readonly Column<Agreement["films"][number]>[] = [
  nameColumn("film", "Film", (film) => film.id, 32),
  countColumn("n", "Frames", (film) => film.n),
  pxColumn("median", "Median", (film) => film.median_px),
  shareColumn("within", "Within 2 px", (film) => film.share_within2_px),
  shareColumn("mask", "Same mask", (film) => film.mask_agreement),
];

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
    const of = group === "shots" ? "shot: " : group === "right" ? "right to left: " : "";
    return [
      {
        name: `${of}${title}${saysUnit(figure.unit) ? `, ${figure.unit}` : ""}`,
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
      cell: (row) => <Cut text={side(row.pair, 0)} max={32} />,
      order: (row) => side(row.pair, 0),
    },
    {
      name: "there",
      head: <Cut text={there} max={24} />,
      cell: (row) => <Cut text={side(row.pair, 1)} max={32} />,
      order: (row) => side(row.pair, 1),
    },
    countColumn("n", "Frames", (row) => row.n),
  ];
}

function difference(value: number, text: (value: number) => string): string {
  return value === 0 ? "" : `${value > 0 ? "+" : "−"}${text(Math.abs(value))}`;
}

function points(here: number | null, there: number | null): string {
  return here === null || there === null || here === there
    ? ""
    : `${here < there ? "−" : "+"}${Math.abs(100 * (here - there)).toFixed(1)} points`;
}
