/** What the server's answers hold; src/MovieData.Viewer/README.md says what each means. */

import type { DisparityCode } from "./disparity";

export interface FilmEntry {
  readonly film: string;
  readonly split: string;
  readonly planned: number;
  readonly kept: number;
  /** Null: not counted yet. */
  readonly pending: number | null;
  readonly rejected: Readonly<Record<string, number>>;
  readonly source: boolean;
}

export interface FigureEntry {
  readonly name: string;
  readonly unit: string;
  readonly of_shot: boolean;
}

/** px of the whole view, and of what is cut out of it. */
export interface ViewSize {
  readonly width: number;
  readonly height: number;
  readonly crop_width: number;
  readonly crop_height: number;
}

export interface Dataset {
  readonly name: string;
  /** How often the server has opened the datasets; rows are of that time. */
  readonly opened: number;
  /** Segments that were finished since. */
  readonly new_segments: number;
  readonly data_version: number;
  readonly rows: number;
  readonly kept: number;
  readonly loaded: number;
  /** Null: not counted yet. */
  readonly pending: number | null;
  readonly films: readonly FilmEntry[];
  readonly rules: readonly string[];
  readonly figures: readonly FigureEntry[];
  readonly faults: readonly string[];
  readonly view: ViewSize;
  readonly disparity: DisparityCode;
  readonly residual_per_px: number;
  readonly flags: { readonly file: string; readonly flagged: number };
  readonly compare: null | {
    readonly name: string;
    readonly rows: number;
    readonly kept: number;
    /** Null: not counted yet. */
    readonly shared: number | null;
    readonly view: ViewSize;
    readonly disparity: DisparityCode;
  };
  readonly limits: { readonly count: number; readonly bins: number; readonly note: number; readonly reason: number };
}

export interface Row {
  readonly id: string;
  readonly film: string;
  readonly split: string;
  readonly chapter: number;
  readonly shot: number;
  readonly clip: number;
  readonly frame: number;
  readonly time_s: number;
  readonly kept: boolean;
  readonly rule: string | null;
  readonly value: number | null;
  readonly limit: number | null;
  readonly flagged: boolean;
  /** A rejected frame whose views were decoded: it has a thumbnail. */
  readonly decoded: boolean;
  readonly figures: readonly (number | null)[];
}

export interface RowPage {
  readonly total: number;
  readonly offset: number;
  readonly rows: readonly Row[];
}

export interface ShotEntry {
  readonly shot: number;
  readonly chapter: number;
  readonly first_frame: number;
  readonly last_frame: number;
  readonly rows: number;
  readonly kept: number;
  readonly flagged: number;
  readonly first: string;
  readonly picture: string | null;
  readonly figures: Readonly<Record<string, number | null>>;
}

export interface ShotPage {
  readonly total: number;
  readonly offset: number;
  readonly shots: readonly ShotEntry[];
}

export interface Flag {
  readonly reason: string;
  readonly note?: string | null;
  readonly who?: string | null;
  readonly time?: string | null;
}

export interface PictureEntry {
  readonly type: string;
  readonly width: number;
  readonly height: number;
}

export type FigureValue = number | string | null;

export interface Sample extends Omit<Row, "figures" | "decoded"> {
  readonly failed_rules: readonly string[];
  readonly note: string | null;
  readonly figures: Readonly<Record<string, FigureValue>>;
  readonly pictures: Readonly<Record<string, PictureEntry | undefined>>;
  readonly crop: null | { readonly x: number; readonly y: number };
  readonly previous: string | null;
  readonly next: string | null;
  readonly previous_kept: string | null;
  readonly next_kept: string | null;
  readonly flags: readonly Flag[];
  readonly decode: "none" | "possible" | "done";
  readonly second: null | {
    readonly kept: boolean;
    readonly rule: string | null;
    readonly value: number | null;
    readonly limit: number | null;
    readonly figures: Readonly<Record<string, FigureValue>>;
  };
  readonly copy: { readonly python: string | null; readonly decode: string | null };
}

export interface Distribution {
  readonly figure: string;
  readonly rows: number;
  readonly missing: number;
  // These are absent where nothing was measured.
  readonly min?: number | null;
  readonly max?: number | null;
  readonly percentiles?: Readonly<Record<string, number | null>> | null;
  readonly from?: number | null;
  readonly to?: number | null;
  readonly kept?: readonly number[] | null;
  readonly rejected?: readonly number[] | null;
  readonly below?: number | null;
  readonly above?: number | null;
}

export interface DecodeJob {
  readonly job: string;
  readonly id: string;
  readonly state: "queued" | "running" | "done" | "failed" | "cancelled";
  readonly ahead: number;
  readonly step: string | null;
  readonly seconds: number;
  readonly error: string | null;
}

export interface FlagAnswer {
  readonly id: string;
  readonly flags: readonly Flag[];
  readonly flagged: number;
  readonly repaired: string | null;
}
