import type { Fate } from "../shared/fate";

/**
 * The document of an audit, as MovieData.Audit.Report writes it (AuditDocument.cs and the files beside it, which say
 * what each field means). null: not measured, which is never 0.
 */
export interface AuditDocument {
  readonly format: number;
  readonly dataset: DatasetFacts;
  readonly totals: Totals;
  readonly films: readonly Film[];
  /** At most 20,000; totals.shots says how many there are. Suspicious ones are not left out. */
  readonly shots: readonly Shot[];
  readonly figures: Readonly<Record<string, Figure>>;
  readonly thresholds: readonly Threshold[];
  readonly suspicion_kinds: readonly SuspicionKind[];
  readonly what_if: WhatIf;
  /** Notes: what has no picture, and why. */
  readonly look?: { readonly sheets: readonly Sheet[]; readonly notes?: readonly string[] | null } | null;
  readonly curation?: Curation | null;
  readonly against?: Against | null;
  readonly truth?: Truth | null;
  readonly compare?: Compare | null;
  readonly provenance: Provenance;
}

export type Counts = Readonly<Record<string, number>>;

export interface DatasetFacts {
  readonly name: string;
  readonly data_version: number;
  readonly movie_data: string;
  readonly complete: boolean;
  readonly segments_done: number;
  readonly segments_total: number;
  readonly missing_files: number;
}

/** Samples: planned = kept + Σ rejected + failed + pending. */
export interface Totals extends Fate {
  readonly films: number;
  readonly shots: number;
  readonly suspicious_shots: number;
  readonly suspicions: Counts;
}

export interface Film extends Fate {
  readonly id: string;
  /** left-first, right-first or unknown. */
  readonly view_order?: string | null;
  readonly split: string;
  readonly fps: number | null;
  readonly frames: number | null;
  readonly duration_s: number | null;
  /** % of the view's width, > 0 in front of the screen. */
  readonly depth_budget_percent: {
    readonly near: number | null;
    readonly median: number | null;
    readonly far: number | null;
  } | null;
  readonly vertical_permille: number | null;
  readonly swapped_shots: number;
  readonly shifted_shots: number;
  readonly converted_shots: number;
  readonly chapters: readonly Chapter[];
  readonly timeline: {
    readonly bin_s: number;
    readonly planned: readonly number[];
    readonly kept: readonly number[];
  } | null;
  readonly depth_script: DepthScript | null;
  readonly warnings: readonly string[];
}

/** Along the running time, % of the view's width, > 0 in front of the screen. */
export interface DepthScript {
  readonly bin_s: number;
  readonly near: readonly (number | null)[];
  readonly median: readonly (number | null)[];
  readonly far: readonly (number | null)[];
}

export interface Chapter {
  readonly chapter: number;
  readonly title: string;
  readonly start_s: number;
  readonly planned: number;
  readonly kept: number;
  readonly rejected: Counts;
}

export interface Shot {
  readonly film: string;
  readonly shot: number;
  readonly chapter: number;
  readonly first_frame: number;
  readonly frames: number;
  readonly start_s: number | null;
  readonly planned: number;
  readonly kept: number;
  readonly figures: Readonly<Record<string, number | null>>;
  readonly suspicions: readonly Suspicion[];
}

export interface Suspicion {
  readonly kind: string;
  readonly value: number;
  readonly limit: number;
  readonly text: string;
}

export interface SuspicionKind {
  readonly kind: string;
  readonly figures: readonly string[];
  readonly limit: number | null;
  readonly is_least: boolean;
  readonly unit: string;
  readonly source: string;
  /** Shots that could be asked; 0: not measured, which is not "none". */
  readonly measured: number;
  readonly shots: number;
  readonly note?: string | null;
}

export interface Figure {
  readonly unit: string;
  readonly of: "sample" | "shot";
  readonly n: number;
  readonly missing: number;
  readonly mean: number | null;
  readonly quantiles: Readonly<Record<"p1" | "p5" | "p25" | "p50" | "p75" | "p95" | "p99", number>> | null;
  readonly histogram: {
    readonly low: number;
    readonly high: number;
    readonly planned: readonly number[];
    readonly kept: readonly number[];
  } | null;
}

export interface Threshold {
  readonly rule: string;
  readonly key: string;
  readonly figures: readonly string[];
  readonly transform: string;
  readonly limit: number;
  readonly off_limit: number | null;
  readonly is_off: boolean;
  readonly is_least: boolean;
  readonly at_limit_passes: boolean;
  readonly of: "sample" | "shot";
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  readonly adjustable: boolean;
  readonly note?: string | null;
}

export interface WhatIf {
  readonly rows: number;
  readonly sampled_from: number;
  readonly order: readonly string[];
  readonly kept: number;
  readonly yield: number | null;
  readonly recomputed: Counts;
  readonly disagree: number;
  readonly columns?: Columns | null;
}

/** Little-endian, base64. */
export interface Columns {
  /** By rule: a float64 a row; NaN: not measured, which passes. */
  readonly sample: Readonly<Record<string, string>>;
  /** By rule: a float64 a shot of row_shot. */
  readonly shot: Readonly<Record<string, string>>;
  /** An int32 a row. */
  readonly row_shot: string;
  /** A uint8 a row: 0 the rules decide; 1 rejected whatever the thresholds; 2 not measured: its shot was rejected. */
  readonly row_state: string;
  /** An int32 a shot: index of its film. */
  readonly shot_film: string;
}

export interface Sheet {
  readonly kind: string;
  readonly title: string;
  readonly reason: string;
  readonly film: string | null;
  readonly picture: string;
  readonly width: number;
  readonly height: number;
  readonly samples: readonly string[];
}

export interface Curation {
  readonly file: string;
  readonly flags: number;
  readonly left_out: number;
  readonly kept: number;
  readonly reasons: Counts;
  readonly films: Counts;
}

/** Kept frames estimated anew by another network. Compared: valid pixels at which the other one agrees with itself. */
export interface Against {
  readonly model: string;
  readonly sampled: number;
  readonly kept: number;
  readonly threshold_px: number;
  readonly share_over: number | null;
  readonly median_px: number | null;
  readonly share_compared: number | null;
  readonly films: readonly AgainstFilm[];
  readonly mask_codes: Readonly<Record<string, AgainstCode>>;
  readonly sheets: readonly Sheet[];
}

export interface AgainstFilm {
  readonly id: string;
  readonly n: number;
  readonly share_over: number | null;
  readonly median_px: number | null;
  readonly share_compared: number | null;
}

export interface AgainstCode {
  readonly pixels: number;
  readonly compared: number;
  readonly share_over: number | null;
}

export interface Truth {
  readonly threshold_px: number;
  readonly films: readonly TruthFilm[];
  readonly without_truth: readonly string[];
}

export interface TruthFilm {
  readonly id: string;
  readonly n: number;
  readonly mean_px: number | null;
  readonly bad2: number | null;
  readonly coverage: number | null;
  readonly mask_codes: Readonly<Record<string, TruthCode>>;
}

export interface TruthCode {
  readonly pixels: number;
  readonly mean_px: number | null;
  readonly share_over: number | null;
  /** Pixels by the code that they should have. */
  readonly true_codes: Counts;
}

export interface Agreement {
  readonly sampled: number;
  readonly median_px: number | null;
  readonly share_within_half_px: number | null;
  readonly share_within1_px: number | null;
  readonly share_within2_px: number | null;
  readonly share_compared: number | null;
  readonly mask_agreement: number | null;
  readonly films: readonly {
    readonly id: string;
    readonly n: number;
    readonly median_px: number | null;
    readonly share_within2_px: number | null;
    readonly mask_agreement: number | null;
  }[];
  readonly sheets: readonly Sheet[];
}

export interface Compare {
  readonly other: DatasetFacts;
  readonly other_totals: Totals;
  readonly other_films: readonly Film[];
  readonly other_figures: Readonly<Record<string, Figure>>;
  /** Planned frames by what became of them here and there: kept/kept, kept/range, kept/- (not planned there). */
  readonly frames: Counts;
  readonly common_frames: number;
  readonly agreement?: Agreement | null;
  /** Why disparities are not held against each other. */
  readonly no_agreement?: string | null;
}

export interface Provenance {
  readonly pipeline_yaml: string;
  readonly digests: Readonly<Record<string, string>>;
  readonly models: readonly string[];
  readonly platform: Readonly<Record<string, string>>;
  readonly films: readonly { readonly id: string; readonly source: string; readonly fingerprint: string }[];
  readonly warnings: readonly string[];
}
