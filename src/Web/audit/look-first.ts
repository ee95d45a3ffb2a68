import { count, counted, percent, share } from "../shared/format";
import { cut } from "../shared/text";
import type { AuditDocument, Film } from "./document";
import { kindTitle, ruleTitle } from "../shared/words";

/** Something that deserves a look before anything else does. */
export interface Point {
  /** The words that lead to the part of the page which shows it. */
  readonly lead: string;
  readonly text: string;
  readonly part: string;
  /** The data may be wrong or incomplete; else a thing to know. */
  readonly grave: boolean;
}

/** A rule that rejects more of the planned frames than this is worth a look at its limit. */
const rejectedShareMax = 0.2;

/** A film is far below the others at less than this part of their yield. */
const yieldPartMin = 0.5;

const pointsMax = 7;

/** Points in the order of how much harm is done by overlooking them; the page shows a few. */
export function lookFirst(document: AuditDocument): readonly Point[] {
  return [
    ...unfinished(document),
    ...suspicions(document),
    ...against(document),
    ...films(document),
    ...rules(document),
    ...doubts(document),
  ].slice(0, pointsMax);
}

function unfinished({ dataset, totals, provenance }: AuditDocument): Point[] {
  const points: Point[] = [];
  const add = (lead: string, text: string, part: string) => points.push({ lead, text, part, grave: true });
  if (dataset.missing_files > 0) {
    add(
      "Files are missing:",
      `${count(dataset.missing_files)} that the ledger names; run movie-data verify.`,
      "what",
    );
  }
  if (totals.failed > 0)
    add("Segments failed:", `${counted(totals.failed, "planned frame")} have no answer.`, "out");
  if (!dataset.complete && totals.pending > 0) {
    add(
      "The dataset is unfinished:",
      `${count(dataset.segments_done)} of ${counted(dataset.segments_total, "segment")}` +
        ` done, ${counted(totals.pending, "frame")} left. Figures are of what is done.`,
      "out",
    );
  }
  if (provenance.warnings.length > 0) {
    add(
      "Read the warnings:",
      `${counted(provenance.warnings.length, "warning")} of the dataset as a whole.`,
      "what",
    );
  }
  return points;
}

function suspicions({ totals, shots }: AuditDocument): Point[] {
  return Object.entries(totals.suspicions)
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([kind, n]) => {
      const where = new Map<string, number>();
      for (const shot of shots) {
        if (shot.suspicions.some((each) => each.kind === kind))
          where.set(shot.film, (where.get(shot.film) ?? 0) + 1);
      }
      const most = [...where].sort((a, b) => b[1] - a[1])[0];
      const film = most && where.size > 1 ? `, most in ${cut(most[0], 40)} (${count(most[1])})` : "";
      return {
        lead: `${first(kindTitle(kind))}:`,
        text: `${counted(n, "shot")} (${percent(share(n, totals.shots))})${film}.`,
        part: "look",
        grave: true,
      };
    });
}

function against({ against: other }: AuditDocument): Point[] {
  return other?.share_over && other.share_over > 0.1
    ? [
        {
          lead: "Another network disagrees:",
          text: `${percent(other.share_over)} of the valid pixels are more than ${other.threshold_px} px apart.`,
          part: "against",
          grave: true,
        },
      ]
    : [];
}

function films({ films: all, totals }: AuditDocument): Point[] {
  const whole = share(totals.kept, totals.planned);
  const yieldOf = (film: Film) => share(film.kept, film.planned - film.pending);
  const low = whole === null ? [] : all.filter((film) => (yieldOf(film) ?? whole) < yieldPartMin * whole);
  const worst = low.sort((a, b) => (yieldOf(a) ?? 0) - (yieldOf(b) ?? 0))[0];
  return worst
    ? [
        {
          lead: `${counted(low.length, "film")} far below the others:`,
          text: `${cut(worst.id, 40)} keeps ${percent(yieldOf(worst))} of its frames, all films ${percent(whole)}.`,
          part: "out",
          grave: false,
        },
      ]
    : [];
}

function rules({ totals }: AuditDocument): Point[] {
  return Object.entries(totals.rejected)
    .sort((a, b) => b[1] - a[1])
    .filter(([, n]) => n > rejectedShareMax * totals.planned)
    .slice(0, 2)
    .map(([rule, n]) => ({
      lead: `${first(ruleTitle(rule))} (${rule}):`,
      text: `rejects ${percent(share(n, totals.planned))} of the planned frames; see what another limit would give.`,
      part: "what-if",
      grave: false,
    }));
}

function doubts({ what_if: asked }: AuditDocument): Point[] {
  return asked.disagree > 0
    ? [
        {
          lead: "Figures and verdicts differ:",
          text: `${counted(asked.disagree, "row")} whose recorded verdict is not what the recorded figures give.`,
          part: "what-if",
          grave: true,
        },
      ]
    : [];
}

function first(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
