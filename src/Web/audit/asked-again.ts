import type { AuditDocument, Columns, Threshold } from "./document";

const rejectedWhatever = 1;
const neverMeasured = 2;

/** What other limits give. */
export interface Outcome {
  readonly rows: number;
  readonly kept: number;
  /** Rows whose shot would pass now and whose frames were never looked at: only an extraction can tell. */
  readonly unknown: number;
  /** Rejected whatever the limits: damaged, missing, duplicate. */
  readonly other: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly films: readonly FilmOutcome[];
}

export interface FilmOutcome {
  readonly rows: number;
  readonly kept: number;
  readonly unknown: number;
}

/** The rules, asked again of the recorded figures with limits of the reader's. */
export class AskedAgain {
  readonly rows: number;
  /** In the order in which they are asked. */
  readonly thresholds: readonly Threshold[];
  private readonly values: readonly Float64Array[];
  private readonly failing: Uint8Array[];
  private readonly limits: number[];
  /** Thresholds that a row fails. */
  private failures: Uint8Array;
  private readonly rowFilm: Int32Array;
  private readonly rowState: Uint8Array;
  private readonly films: number;

  constructor(document: AuditDocument, columns: Columns) {
    const { what_if: asked } = document;
    this.rowState = bytes(columns.row_state);
    this.rows = this.rowState.length;
    const rowShot = new Int32Array(bytes(columns.row_shot).buffer);
    const shotFilm = new Int32Array(bytes(columns.shot_film).buffer);
    this.rowFilm = Int32Array.from(rowShot, (shot) => shotFilm[shot] ?? -1);
    this.films = document.films.length;
    this.thresholds = asked.order.flatMap((rule) =>
      document.thresholds.filter((each) => each.rule === rule && (columns[each.of][rule] ?? "") !== ""),
    );
    this.values = this.thresholds.map(({ of, rule }) => {
      const own = new Float64Array(bytes(columns[of][rule]!).buffer);
      return of === "sample" ? own : ofShots(own, rowShot);
    });
    this.limits = this.thresholds.map((threshold) => threshold.limit);
    this.failing = this.thresholds.map((_, index) => this.fails(index));
    this.failures = this.sumFailures();
  }

  /** A value a row; NaN where nobody measured it. */
  valuesOf(threshold: Threshold): Float64Array {
    return this.values[this.thresholds.indexOf(threshold)] ?? new Float64Array(0);
  }

  /** Counts rows with these limits; a limit that is not named is the pipeline's. */
  ask(limits: ReadonlyMap<string, number>): Outcome {
    this.thresholds.forEach((threshold, index) => {
      const limit = limits.get(threshold.key) ?? threshold.limit;
      if (limit === this.limits[index]) return;
      this.limits[index] = limit;
      this.failing[index] = this.fails(index);
    });
    this.failures = this.sumFailures();
    return this.count();
  }

  /** How the yield goes with one limit, from its low end to its high end, while the others stay where they are. */
  curve(index: number, steps: number): Curve {
    const { low, high, is_least: isLeast } = this.thresholds[index]!;
    const values = this.values[index]!;
    const failing = this.failing[index]!;
    const width = high - low || 1;
    const passing = new Array<number>(steps + 1).fill(0);
    for (let row = 0; row < this.rows; row++) {
      if (this.rowState[row] !== 0 || this.failures[row] !== failing[row]) continue;
      const value = values[row]!;
      // The first step at which a row passes, seen from the end that rejects most.
      const from = isLeast ? (high - value) / width : (value - low) / width;
      passing[Number.isNaN(value) ? 0 : Math.min(steps, Math.max(0, Math.ceil(from * steps)))]!++;
    }
    let kept = 0;
    const shares = passing.map((n) => (kept += n) / Math.max(1, this.rows));
    return isLeast ? shares.reverse() : shares;
  }

  private sumFailures(): Uint8Array {
    const sums = new Uint8Array(this.rows);
    for (const failing of this.failing) {
      for (let row = 0; row < sums.length; row++) sums[row]! += failing[row]!;
    }
    return sums;
  }

  // NaN is neither above nor below: what nobody measured passes.
  private fails(index: number): Uint8Array {
    const { is_least: isLeast, at_limit_passes: atLimitPasses } = this.thresholds[index]!;
    const limit = this.limits[index]!;
    const values = this.values[index]!;
    const failing = new Uint8Array(values.length);
    for (let row = 0; row < values.length; row++) {
      const value = values[row]!;
      const beyond = isLeast ? value < limit : value > limit;
      failing[row] = beyond || (!atLimitPasses && value === limit) ? 1 : 0;
    }
    return failing;
  }

  private count(): Outcome {
    const byRule = new Array<number>(this.thresholds.length).fill(0);
    const films = Array.from({ length: this.films }, () => ({ rows: 0, kept: 0, unknown: 0 }));
    let kept = 0;
    let unknown = 0;
    let other = 0;
    for (let row = 0; row < this.rows; row++) {
      const film = films[this.rowFilm[row]!];
      if (film) film.rows++;
      const state = this.rowState[row]!;
      const reason = state === rejectedWhatever ? -1 : this.reason(row, state === neverMeasured);
      if (state === rejectedWhatever) {
        other++;
      } else if (reason >= 0) {
        byRule[reason]!++;
      } else if (state === neverMeasured) {
        unknown++;
        if (film) film.unknown++;
      } else {
        kept++;
        if (film) film.kept++;
      }
    }
    const rejected = new Map<string, number>();
    this.thresholds.forEach(({ rule }, index) => rejected.set(rule, (rejected.get(rule) ?? 0) + byRule[index]!));
    return { rows: this.rows, kept, unknown, other, rejected: Object.fromEntries(rejected), films };
  }

  /** Index of the first threshold that a row fails; −1: none. Of a row that nobody looked at only its shot is asked. */
  private reason(row: number, onlyShot: boolean): number {
    for (let index = 0; index < this.failing.length; index++) {
      if (this.failing[index]![row] === 1 && !(onlyShot && this.thresholds[index]!.of === "sample")) return index;
    }
    return -1;
  }
}

/** Yield by the place of one limit, all others held: at equal steps from the threshold's low end to its high one. */
export type Curve = readonly number[];

/** Lines of a pipeline file for these keys: section, then its keys. */
export function pipelineLines(thresholds: readonly Threshold[], limits: ReadonlyMap<string, number>): string {
  const sections = new Map<string, string[]>();
  for (const { key, limit } of thresholds) {
    const [section, name] = key.split(".") as [string, string];
    const lines = sections.get(section) ?? [];
    lines.push(`  ${name}: ${limits.get(key) ?? limit}`);
    sections.set(section, lines);
  }
  return [...sections].map(([section, lines]) => `${section}:\n${lines.join("\n")}`).join("\n");
}

/** A value a row, from a value a shot. */
function ofShots(values: Float64Array, rowShot: Int32Array): Float64Array {
  const result = new Float64Array(rowShot.length);
  for (let row = 0; row < result.length; row++) result[row] = values[rowShot[row]!] ?? NaN;
  return result;
}

/** Newer browsers read base64 themselves. */
const reads = (Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }).fromBase64;

/** The bytes that a base64 text stands for. */
function bytes(base64: string): Uint8Array<ArrayBuffer> {
  if (reads) return reads.call(Uint8Array, base64);
  const text = atob(base64);
  const result = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) result[index] = text.charCodeAt(index);
  return result;
}
