import { useMemo, useState } from "preact/hooks";
import { Panel } from "../shared/chart";
import { count, fixed, notMeasured, saysUnit, shortUnit, time } from "../shared/format";
import { usePrinting } from "../shared/printing";
import { countColumn } from "../shared/columns";
import { Table, type Column } from "../shared/table";
import { Cut, cut } from "../shared/text";
import type { AuditDocument, Shot } from "./document";
import { isSuspect, tableMeasures } from "./measures";
import { useReport } from "./report";
import { kindTitle } from "../shared/words";

/** Every shot with its figures: sorted by any of them, those that are suspicious first. */
export function ShotTable() {
  const { document } = useReport();
  const [kind, setKind] = useState("");
  const [film, setFilm] = useState("");
  const printing = usePrinting();
  const only = printing && kind === "" ? "any" : kind;
  const shots = useMemo(
    () =>
      document.shots.filter(
        (shot) =>
          (film === "" || shot.film === film) &&
          (only === "" ||
            (only === "any" ? shot.suspicions.length > 0 : shot.suspicions.some((s) => s.kind === only))),
      ),
    [document, only, film],
  );
  const columns = useMemo(() => columnsOf(document, printing ? shots : null), [document, printing, shots]);
  return (
    <Panel
      title={printing && kind === "" ? "Suspicious shots" : "All shots"}
      wide
      note={<Note document={document} shown={shots.length} />}
    >
      <div class="filters">
        <Choice
          label="Suspected of"
          value={kind}
          choose={setKind}
          options={[
            ["", "all shots"],
            ["any", "anything"],
            ...Object.entries(document.totals.suspicions).map(
              ([name, n]) => [name, `${kindTitle(name)} (${count(n)})`] as const,
            ),
          ]}
        />
        {document.films.length > 1 && (
          <Choice
            label="Film"
            value={film}
            choose={setFilm}
            options={[["", "all films"], ...document.films.map((each) => [each.id, cut(each.id, 40)] as const)]}
          />
        )}
      </div>
      <Table label="Shots" columns={columns} rows={shots} first="suspicions" />
    </Panel>
  );
}

function Note({ document, shown }: { document: AuditDocument; shown: number }) {
  const left = document.totals.shots - document.shots.length;
  return (
    <>
      {count(shown)} of {count(document.totals.shots)} shots with planned frames; a click on a head sorts. Figures
      beyond a limit are marked.
      {left > 0 && <> {count(left)} shots without a suspicion are left out of this page; audit.json has them.</>}
    </>
  );
}

function Choice({
  label,
  value,
  choose,
  options,
}: {
  label: string;
  value: string;
  choose: (value: string) => void;
  options: readonly (readonly [string, string])[];
}) {
  return (
    <label>
      {label}{" "}
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Decimals of a column: as fine as the figure is worth. */
function decimals(unit: string): number {
  return unit === "bits" ? 0 : unit === "" || unit === "frames" ? 3 : 2;
}

/** All that was measured; on paper, which is narrow, what the printed shots are suspected of. */
function columnsOf(document: AuditDocument, printed: readonly Shot[] | null): readonly Column<Shot>[] {
  const measured = tableMeasures.filter((measure) =>
    printed
      ? printed.some((shot) => isSuspect(shot, measure))
      : document.shots.some((shot) => measure.value(shot) !== null),
  );
  const first: Column<Shot>[] = [
    countColumn("shot", "Shot", (shot) => shot.shot),
    {
      name: "start",
      head: "From",
      number: true,
      cell: (shot) => time(shot.start_s),
      order: (shot) => shot.start_s,
    },
    {
      name: "kept",
      head: "Kept",
      about: "Kept of planned frames",
      number: true,
      cell: (shot) => `${shot.kept} of ${shot.planned}`,
      order: (shot) => (shot.planned > 0 ? shot.kept / shot.planned : null),
    },
    {
      name: "suspicions",
      head: "Suspected of",
      cell: (shot) =>
        shot.suspicions.length === 0 ? (
          <span class="soft">{notMeasured}</span>
        ) : (
          <span class="suspicions" title={shot.suspicions.map((each) => each.text).join("\n")}>
            {shot.suspicions.map((each) => kindTitle(each.kind)).join(", ")}
          </span>
        ),
      order: (shot) => shot.suspicions.length,
    },
  ];
  if (document.films.length > 1) {
    first.unshift({
      name: "film",
      head: "Film",
      cell: (shot) => <Cut text={shot.film} max={24} />,
      order: (shot) => shot.film,
    });
  }
  return [
    ...first,
    ...measured.map((measure): Column<Shot> => ({
      name: measure.name,
      head: (
        <>
          {measure.short}
          {saysUnit(measure.unit) && <span class="unit"> {shortUnit(measure.unit)}</span>}
        </>
      ),
      about: `${measure.title}: ${measure.meaning}`,
      number: true,
      cell: (shot) => fixed(measure.value(shot), decimals(measure.unit)),
      order: (shot) => {
        const value = measure.value(shot);
        return value === null ? null : measure.bothSides ? Math.abs(value) : value;
      },
      class: (shot) => (isSuspect(shot, measure) ? "suspect" : undefined),
    })),
  ];
}
