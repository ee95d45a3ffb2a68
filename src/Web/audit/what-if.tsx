import { useEffect, useMemo, useState } from "preact/hooks";
import { Panel } from "../shared/chart";
import { count, counted, percent, share } from "../shared/format";
import { usePrinting } from "../shared/printing";
import { countColumn } from "../shared/columns";
import { Table, type Column } from "../shared/table";
import { Cut } from "../shared/text";
import { AskedAgain, pipelineLines, type Outcome } from "./asked-again";
import type { AuditDocument, Film, Threshold } from "./document";
import { LimitSlider } from "./limit-slider";
import { Section } from "./parts";
import { useReport } from "./report";
import { ruleTitle } from "../shared/words";

/** Steps of the line that shows how the yield goes with a limit. */
const curveSteps = 60;

type Limits = ReadonlyMap<string, number>;

/** (e) What if: the rules asked again of the recorded figures, with other limits. */
export function WhatIf() {
  const { document } = useReport();
  const again = useAskedAgain(document);
  const [limits, setLimits] = useState<Limits>(new Map());
  const set = (threshold: Threshold, limit: number) => {
    const next = new Map(limits);
    if (limit === threshold.limit) next.delete(threshold.key);
    else next.set(threshold.key, limit);
    setLimits(next);
  };
  return (
    <Section id="what-if" letter="e" title="What if" answer={<Answer document={document} />}>
      {again ? (
        <Asked document={document} again={again} limits={limits} set={set} reset={() => setLimits(new Map())} />
      ) : (
        <p class="none">
          {document.what_if.columns ? "Reading figures …" : "This report holds no figures of single frames."}
        </p>
      )}
    </Section>
  );
}

function Answer({ document: { what_if: asked } }: { document: AuditDocument }) {
  const sampled = asked.sampled_from > asked.rows;
  return (
    <>
      Move a limit: the recorded figures of {counted(asked.rows, "planned frame")}
      {sampled && <> (a regular sample of {count(asked.sampled_from)})</>} are held against it at once. Nothing is
      extracted anew; the lines for a pipeline file stand beside.
    </>
  );
}

function Asked({
  document,
  again,
  limits,
  set,
  reset,
}: {
  document: AuditDocument;
  again: AskedAgain;
  limits: Limits;
  set: (threshold: Threshold, limit: number) => void;
  reset: () => void;
}) {
  const recorded = useMemo(() => again.ask(new Map()), [again]);
  const outcome = useMemo(() => again.ask(limits), [again, limits]);
  const printing = usePrinting();
  const asked = again.thresholds;
  const off = asked.filter((threshold) => threshold.is_off);
  const slider = (threshold: Threshold) => (
    <LimitSlider
      key={threshold.key}
      threshold={threshold}
      values={again.valuesOf(threshold)}
      curve={again.curve(asked.indexOf(threshold), curveSteps)}
      limit={limits.get(threshold.key) ?? threshold.limit}
      set={(limit) => set(threshold, limit)}
      rejects={outcome.rejected[threshold.rule] ?? 0}
      rejected={recorded.rejected[threshold.rule] ?? 0}
    />
  );
  return (
    <div class="what-if">
      <div class="results">
        <Result document={document} outcome={outcome} recorded={recorded} changed={limits.size > 0} />
        <Lines
          thresholds={asked.filter((threshold) => !threshold.is_off || limits.has(threshold.key))}
          limits={limits}
          reset={reset}
        />
      </div>
      <div class="sliders">
        <p class="note">
          Bars: how many frames have a value (their heights as square roots, so that few are seen too); grey ones
          are rejected. Line: the yield, 0 to 100 %, if only this limit moved.
        </p>
        {asked.filter((threshold) => !threshold.is_off).map(slider)}
        {off.length > 0 && (
          <details class="rules" open={printing || undefined}>
            <summary>{counted(off.length, "rule")} that this dataset's pipeline does not use</summary>
            {off.map(slider)}
          </details>
        )}
      </div>
      <Reasons outcome={outcome} recorded={recorded} />
      {document.films.length > 1 && <FilmOutcomes document={document} outcome={outcome} recorded={recorded} />}
    </div>
  );
}

/** Kept rows of training films, as many as there are behind the rows asked. */
function trainingFrames(document: AuditDocument, outcome: Outcome): number {
  const kept = outcome.films.reduce(
    (sum, film, index) => sum + (document.films[index]?.split === "train" ? film.kept : 0),
    0,
  );
  return kept * scale(document);
}

function scale({ what_if: asked }: AuditDocument): number {
  return asked.rows > 0 ? asked.sampled_from / asked.rows : 1;
}

function Result({
  document,
  outcome,
  recorded,
  changed,
}: {
  document: AuditDocument;
  outcome: Outcome;
  recorded: Outcome;
  changed: boolean;
}) {
  const about = scale(document) > 1 ? "≈ " : "";
  const training = trainingFrames(document, outcome);
  const before = trainingFrames(document, recorded);
  const gain = training - before;
  return (
    <div class="result" aria-live="polite">
      <p class="yield">
        <b data-figure="yield">{percent(share(outcome.kept, outcome.rows), 2)}</b> yield
      </p>
      <p>
        <b data-figure="kept">{count(outcome.kept)}</b> of {counted(outcome.rows, "frame")} kept
        {changed && <span class="soft">, {percent(share(recorded.kept, recorded.rows), 2)} as recorded</span>}
      </p>
      <p>
        <b data-figure="training">
          {about}
          {count(training)}
        </b>{" "}
        training frames
        {gain !== 0 && (
          <span class={gain > 0 ? "more-frames" : "warn"}>
            {" "}
            {gain > 0 ? "+" : "−"}
            {count(Math.abs(gain))}
          </span>
        )}
      </p>
      {outcome.unknown > 0 && (
        <p class="note">
          Up to {counted(outcome.unknown, "more frame")} of shots that were rejected before their frames were looked
          at: only an extraction can tell.
        </p>
      )}
    </div>
  );
}

function Lines({
  thresholds,
  limits,
  reset,
}: {
  thresholds: readonly Threshold[];
  limits: Limits;
  reset: () => void;
}) {
  const [copied, setCopied] = useState(false);
  const changed = thresholds.filter((threshold) => limits.has(threshold.key));
  const lines = pipelineLines(changed.length > 0 ? changed : thresholds, limits);
  useEffect(() => setCopied(false), [lines]);
  return (
    <div class="lines">
      <p class="note">{changed.length > 0 ? "For the pipeline file:" : "Limits of this dataset's pipeline:"}</p>
      <pre tabIndex={0} aria-label="Lines for a pipeline file">
        {lines}
      </pre>
      <p>
        <button type="button" onClick={() => void copy(lines).then(setCopied)}>
          {copied ? "Copied" : "Copy lines"}
        </button>{" "}
        <button type="button" disabled={changed.length === 0} onClick={reset}>
          Limits as recorded
        </button>
      </p>
    </div>
  );
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not allowed here: the lines can still be selected.
    return false;
  }
}

interface Reason {
  readonly name: string;
  readonly rule?: boolean;
  readonly title: string;
  readonly now: number;
  readonly before: number;
}

const reasonColumns: readonly Column<Reason>[] = [
  {
    name: "title",
    head: "Frames",
    cell: (row) => (
      <>
        {row.title} {row.rule && <code>{row.name}</code>}
      </>
    ),
  },
  { name: "now", head: "With these limits", number: true, cell: (row) => count(row.now) },
  { name: "before", head: "As recorded", number: true, cell: (row) => count(row.before) },
  { name: "change", head: "Change", number: true, cell: (row) => change(row.now - row.before) },
];

function change(difference: number): string {
  return difference === 0 ? "" : `${difference > 0 ? "+" : "−"}${count(Math.abs(difference))}`;
}

function Reasons({ outcome, recorded }: { outcome: Outcome; recorded: Outcome }) {
  const rules = Object.keys(outcome.rejected).filter(
    (rule) => outcome.rejected[rule]! + (recorded.rejected[rule] ?? 0) > 0,
  );
  const rows: Reason[] = [
    { name: "kept", title: "kept", now: outcome.kept, before: recorded.kept },
    ...rules.map((rule) => ({
      name: rule,
      rule: true,
      title: ruleTitle(rule),
      now: outcome.rejected[rule]!,
      before: recorded.rejected[rule] ?? 0,
    })),
    { name: "other", title: "rejected whatever the limits", now: outcome.other, before: recorded.other },
    { name: "unknown", title: "not known without extracting", now: outcome.unknown, before: recorded.unknown },
  ].filter((row) => row.name === "kept" || row.now + row.before > 0);
  return (
    <Panel title="By first failed rule" wide>
      <Table label="Frames by first failed rule" columns={reasonColumns} rows={rows} />
    </Panel>
  );
}

interface FilmRow {
  readonly film: Film;
  readonly rows: number;
  readonly now: number;
  readonly before: number;
}

const filmColumns: readonly Column<FilmRow>[] = [
  { name: "film", head: "Film", cell: (row) => <Cut text={row.film.id} max={40} />, order: (row) => row.film.id },
  { name: "split", head: "Split", cell: (row) => row.film.split, order: (row) => row.film.split },
  countColumn("now", "Kept", (row) => row.now),
  {
    name: "yield",
    head: "Yield",
    number: true,
    cell: (row) => percent(share(row.now, row.rows)),
    order: (row) => share(row.now, row.rows),
  },
  {
    name: "change",
    head: "Change",
    number: true,
    cell: (row) => change(row.now - row.before),
    order: (row) => row.now - row.before,
  },
];

function FilmOutcomes({
  document,
  outcome,
  recorded,
}: {
  document: AuditDocument;
  outcome: Outcome;
  recorded: Outcome;
}) {
  const rows = document.films.map((film, index) => ({
    film,
    rows: outcome.films[index]?.rows ?? 0,
    now: outcome.films[index]?.kept ?? 0,
    before: recorded.films[index]?.kept ?? 0,
  }));
  return (
    <Panel title="Film by film, with these limits" wide>
      <Table label="Films with these limits" columns={filmColumns} rows={rows} first="change" descending={false} />
    </Panel>
  );
}

/** Decoded after the page is drawn: it takes a moment with many rows. */
function useAskedAgain(document: AuditDocument): AskedAgain | null {
  const [again, setAgain] = useState<AskedAgain | null>(null);
  useEffect(() => {
    const { columns } = document.what_if;
    if (!columns) return undefined;
    const later = setTimeout(() => setAgain(new AskedAgain(document, columns)), 0);
    return () => clearTimeout(later);
  }, [document]);
  return again;
}
