/** What the server's answers hold; src/MovieData.Viewer/README.md says what each means. */

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

export interface Dataset {
  readonly name: string;
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
  readonly view: {
    readonly width: number;
    readonly height: number;
    readonly crop_width: number;
    readonly crop_height: number;
  };
  readonly disparity: { readonly zero: number; readonly per_px: number; readonly scale: number };
  readonly residual_per_px: number;
  readonly flags: { readonly file: string; readonly flagged: number };
  readonly compare: null | {
    readonly name: string;
    readonly rows: number;
    readonly kept: number;
    readonly shared: number;
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

export interface Sample extends Omit<Row, "figures"> {
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
