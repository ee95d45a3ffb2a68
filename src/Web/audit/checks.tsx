import { Panel } from "../shared/chart";
import { count, counted, percent, share, withUnit } from "../shared/format";
import { countColumn, nameColumn, pxColumn, shareColumn } from "../shared/columns";
import { Table, type Column } from "../shared/table";
import { Cut } from "../shared/text";
import type { Against, AgainstCode, AgainstFilm, Curation, Truth, TruthCode, TruthFilm } from "./document";
import { Sheets } from "./look";
import { Section } from "./parts";

/** Mask codes as the dataset writes them. */
const codes = ["valid", "inconsistent", "occluded", "out of the other view", "sky", "black bar"];

function codeName(code: string): string {
  return codes[Number(code)] ?? code;
}

const againstColumns: readonly Column<AgainstFilm>[] = [
  nameColumn("film", "Film", (film) => film.id),
  countColumn("n", "Frames", (film) => film.n),
  pxColumn("median", "Median", (film) => film.median_px),
  shareColumn("over", "Beyond", (film) => film.share_over),
  shareColumn(
    "compared",
    "Compared",
    (film) => film.share_compared,
    "Share of the valid pixels at which the other network agrees with itself",
  ),
];

const againstCodeColumns: readonly Column<AgainstCode & { readonly code: string }>[] = [
  { name: "code", head: "Mask", cell: (row) => codeName(row.code) },
  countColumn("pixels", "Pixels", (row) => row.pixels),
  countColumn("compared", "Compared", (row) => row.compared),
  shareColumn("over", "Beyond", (row) => row.share_over),
];

export function AgainstNetwork({ against }: { against: Against }) {
  const rows = Object.entries(against.mask_codes).map(([code, each]) => ({ code, ...each }));
  return (
    <Section
      id="against"
      letter="+"
      title="Against another network"
      answer={
        <>
          {counted(against.sampled, "frame")} of {count(against.kept)} kept ones, estimated anew by{" "}
          <Cut text={against.model} max={60} />: {percent(against.share_over, 2)} of the pixels that both call valid
          are more than {against.threshold_px} px apart, in the median {withUnit(against.median_px, "px")}. A
          cross-check that needs no truth: where they differ, one of them is wrong.
        </>
      }
    >
      <div class="pair">
        <Panel title="By film">
          <Table
            label="Against another network, by film"
            columns={againstColumns}
            rows={against.films}
            first="over"
          />
        </Panel>
        <Panel title="By mask">
          <Table label="Against another network, by mask" columns={againstCodeColumns} rows={rows} />
        </Panel>
      </div>
      <Sheets title="Where they differ" sheets={against.sheets} />
    </Section>
  );
}

const truthColumns: readonly Column<TruthFilm>[] = [
  nameColumn("film", "Film", (film) => film.id),
  countColumn("n", "Frames", (film) => film.n),
  pxColumn("mean", "Mean |error|", (film) => film.mean_px),
  shareColumn("bad", "Bad pixels", (film) => film.bad2),
  shareColumn(
    "coverage",
    "Coverage",
    (film) => film.coverage,
    "Share of the pixels that both views show, without sky, that are valid",
  ),
];

type TruthRow = TruthCode & { readonly film: string; readonly code: string };

const truthCodeColumns: readonly Column<TruthRow>[] = [
  nameColumn("film", "Film", (row) => row.film, 32),
  { name: "code", head: "Mask", cell: (row) => codeName(row.code), order: (row) => row.code },
  countColumn("pixels", "Pixels", (row) => row.pixels),
  pxColumn("mean", "Mean |error|", (row) => row.mean_px),
  shareColumn("over", "Bad", (row) => row.share_over),
  { name: "true", head: "Should be", cell: (row) => trueCodes(row) },
];

/** The codes that pixels should have, most of them first. */
function trueCodes(row: TruthRow): string {
  return Object.entries(row.true_codes)
    .filter(([, pixels]) => pixels > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([code, pixels]) => `${codeName(code)} ${percent(share(pixels, row.pixels))}`)
    .join(", ");
}

export function AgainstTruth({ truth }: { truth: Truth }) {
  const rows = truth.films.flatMap((film) =>
    Object.entries(film.mask_codes).map(([code, each]) => ({ film: film.id, code, ...each })),
  );
  const frames = truth.films.reduce((sum, film) => sum + film.n, 0);
  return (
    <Section
      id="truth"
      letter="+"
      title="Against the truth"
      answer={
        <>
          {counted(frames, "kept frame")} of synthetic films, whose exact disparity is known; a pixel is bad when it
          is more than {truth.threshold_px} px off.
          {truth.without_truth.length > 0 && (
            <>
              {" "}
              {counted(truth.without_truth.length, "frame")} should not have been kept, as the views are unrelated
              by design: <Cut text={truth.without_truth.join(", ")} max={120} />.
            </>
          )}
        </>
      }
    >
      <Panel title="By film" wide>
        <Table label="Errors by film" columns={truthColumns} rows={truth.films} first="bad" />
      </Panel>
      <Panel title="By mask" wide note="The dataset's mask, and what its pixels should be.">
        <Table label="Errors by mask" columns={truthCodeColumns} rows={rows} />
      </Panel>
    </Section>
  );
}

interface Share {
  readonly name: string;
  readonly n: number;
}

function shareColumns(head: string): readonly Column<Share>[] {
  return [nameColumn("name", head, (row) => row.name, 60), countColumn("n", "Frames", (row) => row.n)];
}

export function Flagged({ curation }: { curation: Curation }) {
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
