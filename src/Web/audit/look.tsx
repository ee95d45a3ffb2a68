import { useState } from "preact/hooks";
import { Panel } from "../shared/chart";
import { count, counted, time, withUnit } from "../shared/format";
import { usePrinting } from "../shared/printing";
import { countColumn } from "../shared/columns";
import { Table, type Column } from "../shared/table";
import { Cut, cut } from "../shared/text";
import type { AuditDocument, Sheet, Shot, Suspicion } from "./document";
import { Section } from "./parts";
import { useReport } from "./report";
import { kindTitle } from "../shared/words";

const kinds = [
  ["suspicion", "Suspicious shots"],
  ["worst", "Worst frames that were kept"],
  ["median", "Ordinary frames"],
  ["best", "Best frames"],
] as const;

/** Sheets of a kind that are shown before somebody asks for more. */
const sheetsShown = 6;

/** (d) Look: contact sheets, and every suspicious shot with its reason. */
export function Look() {
  const { document } = useReport();
  const sheets = document.look?.sheets ?? [];
  return (
    <Section
      id="look"
      letter="d"
      title="Look"
      answer={
        <>
          {sheets.length === 0
            ? "No pictures were drawn for this report. "
            : `${counted(sheets.length, "sheet")}; each row is a frame: left view, anaglyph, disparity (near red, ` +
              "far blue) with its scale, mask. "}
          {counted(document.totals.suspicious_shots, "shot is", "shots are")} suspicious.
        </>
      }
    >
      {kinds.map(([kind, title]) => (
        <Sheets key={kind} title={title} sheets={sheets.filter((sheet) => sheet.kind === kind)} />
      ))}
      <Sheets
        title="Other sheets"
        sheets={sheets.filter((sheet) => kinds.every(([kind]) => kind !== sheet.kind))}
      />
      {(document.look?.notes ?? []).map((note) => (
        <p key={note} class="note second">
          <Cut text={note} max={300} />
        </p>
      ))}
      <Suspicions document={document} />
      <Kinds document={document} />
    </Section>
  );
}

export function Sheets({ title, sheets }: { title: string; sheets: readonly Sheet[] }) {
  const [all, setAll] = useState(false);
  const printing = usePrinting();
  if (sheets.length === 0) return null;
  const shown = all || printing ? sheets : sheets.slice(0, sheetsShown);
  return (
    <Panel title={title} wide>
      <div class="sheets">
        {shown.map((sheet) => (
          <SheetPicture key={sheet.picture} sheet={sheet} />
        ))}
      </div>
      {shown.length < sheets.length && (
        <button type="button" class="more" onClick={() => setAll(true)}>
          Show {count(sheets.length - shown.length)} more
        </button>
      )}
    </Panel>
  );
}

function SheetPicture({ sheet }: { sheet: Sheet }) {
  const [missing, setMissing] = useState(false);
  const printing = usePrinting();
  const frames = counted(sheet.samples.length, "frame");
  return (
    <figure class="sheet">
      {missing ? (
        <p class="none">{sheet.picture} is not beside this page.</p>
      ) : (
        <a href={sheet.picture} target="_blank" rel="noopener">
          <img
            src={sheet.picture}
            width={sheet.width}
            height={sheet.height}
            loading={printing ? "eager" : "lazy"}
            decoding="async"
            alt={`${cut(sheet.title)}: left view, anaglyph, disparity and mask of ${frames}`}
            onError={() => setMissing(true)}
          />
        </a>
      )}
      <figcaption>
        <b>
          <Cut text={sheet.title} max={100} />
        </b>
        {sheet.film !== null && !sheet.title.includes(sheet.film) && (
          <span class="soft">
            {" "}
            <Cut text={sheet.film} max={40} />
          </span>
        )}
        <span class="meaning">
          <Cut text={sheet.reason} max={240} />
        </span>
      </figcaption>
    </figure>
  );
}

interface Reason {
  readonly shot: Shot;
  readonly suspicion: Suspicion;
  readonly unit: string;
}

const reasonColumns: readonly Column<Reason>[] = [
  {
    name: "kind",
    head: "Suspected of",
    cell: (row) => kindTitle(row.suspicion.kind),
    order: (row) => row.suspicion.kind,
  },
  {
    name: "film",
    head: "Film",
    cell: (row) => <Cut text={row.shot.film} max={28} />,
    order: (row) => row.shot.film,
  },
  countColumn("shot", "Shot", (row) => row.shot.shot),
  {
    name: "start",
    head: "From",
    number: true,
    cell: (row) => time(row.shot.start_s),
    order: (row) => row.shot.start_s,
  },
  {
    name: "value",
    head: "Measured",
    number: true,
    cell: (row) => withUnit(row.suspicion.value, row.unit),
    order: (row) => Math.abs(row.suspicion.value - row.suspicion.limit),
  },
  { name: "limit", head: "Limit", number: true, cell: (row) => withUnit(row.suspicion.limit, row.unit) },
  { name: "kept", head: "Kept", number: true, cell: (row) => `${row.shot.kept} of ${row.shot.planned}` },
  { name: "text", head: "Reason", cell: (row) => <Cut text={row.suspicion.text} max={160} /> },
];

function Suspicions({ document }: { document: AuditDocument }) {
  const units = new Map(document.suspicion_kinds.map((kind) => [kind.kind, kind.unit]));
  const reasons = document.shots.flatMap((shot) =>
    shot.suspicions.map((suspicion) => ({ shot, suspicion, unit: units.get(suspicion.kind) ?? "" })),
  );
  return (
    <Panel title="Every suspicion with its reason" wide>
      {reasons.length === 0 ? (
        <p class="none">No shot is suspicious of anything that could be measured.</p>
      ) : (
        <Table label="Suspicions" columns={reasonColumns} rows={reasons} first="kind" descending={false} />
      )}
    </Panel>
  );
}

type Kind = AuditDocument["suspicion_kinds"][number];

const kindColumns: readonly Column<Kind>[] = [
  { name: "kind", head: "Suspicion", cell: (kind) => kindTitle(kind.kind), order: (kind) => kind.kind },
  {
    name: "shots",
    head: "Shots",
    number: true,
    order: (kind) => (kind.measured > 0 ? kind.shots : null),
    cell: (kind) => (kind.measured > 0 ? count(kind.shots) : <span class="soft">not measured</span>),
  },
  countColumn("measured", "Of", (kind) => kind.measured),
  {
    name: "limit",
    head: "Suspicious",
    cell: (kind) =>
      kind.limit === null ? "" : `${kind.is_least ? "below" : "above"} ${withUnit(kind.limit, kind.unit)}`,
  },
  { name: "source", head: "Limit from", cell: (kind) => <Cut text={kind.source} max={70} /> },
  { name: "note", head: "", cell: (kind) => <Cut text={kind.note ?? ""} max={110} /> },
];

function Kinds({ document }: { document: AuditDocument }) {
  return (
    <Panel
      title="What was asked"
      wide
      note="Every suspicion, how many shots could be asked, and where the limit comes from."
    >
      <Table label="Kinds of suspicion" columns={kindColumns} rows={document.suspicion_kinds} />
    </Panel>
  );
}
