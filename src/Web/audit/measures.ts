import type { AuditDocument, Shot, SuspicionKind } from "./document";

/** A figure of shots that is drawn along the film and stands in the table of shots. */
export interface Measure {
  readonly name: string;
  readonly title: string;
  readonly short: string;
  readonly unit: string;
  readonly meaning: string;
  /** Suspicions that are told from it. */
  readonly kinds: readonly string[];
  readonly value: (shot: Shot) => number | null;
  /** Where there is nothing wrong. */
  readonly ideal: number;
  /** Values on either side of the ideal can be wrong. */
  readonly bothSides: boolean;
}

/** Probability that the views are in the order that is stated for the film; added by withStatedOrder. */
const statedOrder = "stated_order_probability";

/** The document with that probability in the figures of every shot that has one. */
export function withStatedOrder(document: AuditDocument): AuditDocument {
  const rightFirst = new Set(
    document.films.filter((film) => film.view_order === "right-first").map((film) => film.id),
  );
  const shots = document.shots.map((shot) => {
    const left = shot.figures["shot_left_first_probability"] ?? null;
    const stated = left === null ? null : rightFirst.has(shot.film) ? 1 - left : left;
    return { ...shot, figures: { ...shot.figures, [statedOrder]: stated } };
  });
  return { ...document, shots };
}

const figure = (name: string) => (shot: Shot) => shot.figures[name] ?? null;

/** 100 · (max(g, 1/g) − 1) of the channel that is off most: a gain of 0.8 is as far off as one of 1.25. */
function colourPercent(shot: Shot): number | null {
  const gains = ["red", "green", "blue"]
    .map((name) => shot.figures[`shot_gain_${name}`])
    .filter((gain) => gain !== null && gain !== undefined && gain > 0) as number[];
  return gains.length === 0 ? null : Math.max(...gains.map((gain) => 100 * (Math.max(gain, 1 / gain) - 1)));
}

function stripePx(shot: Shot): number | null {
  const stripes = ["left", "right"]
    .map((name) => shot.figures[`shot_stripe_${name}_px`])
    .filter((px) => px !== null && px !== undefined) as number[];
  return stripes.length === 0 ? null : Math.max(...stripes.map(Math.abs));
}

function depthSpread(shot: Shot): number | null {
  const near = shot.figures["shot_near_percent"] ?? null;
  const far = shot.figures["shot_far_percent"] ?? null;
  return near === null || far === null ? null : near - far;
}

type Row = readonly [
  name: string,
  short: string,
  title: string,
  unit: string,
  meaning: string,
  kinds: readonly string[],
  value: (shot: Shot) => number | null,
  ideal: number,
  bothSides: boolean,
];

const rows: readonly Row[] = [
  [
    "order",
    "P(order)",
    "View order",
    "",
    "Probability that the views are in the order stated",
    ["swapped_views"],
    figure(statedOrder),
    1,
    false,
  ],
  [
    "shift",
    "Shift",
    "Temporal shift",
    "frames",
    "Right view ahead of the left one; seen from 0.1 frame on",
    ["temporal_shift"],
    figure("shot_time_shift_frames"),
    0,
    true,
  ],
  [
    "converted",
    "Converted",
    "Converted from 2D",
    "",
    "0 two cameras … 1 converted",
    ["converted_2d"],
    figure("shot_converted_score"),
    0,
    false,
  ],
  [
    "vertical",
    "Vertical",
    "Vertical offset",
    "‰",
    "Right view lower, of the view's height",
    ["vertical_offset"],
    figure("shot_vertical_permille"),
    0,
    true,
  ],
  [
    "rotation",
    "Rotation",
    "Rotation",
    "degrees",
    "Right view against the left one, clockwise",
    ["rotation"],
    figure("shot_rotation_degrees"),
    0,
    true,
  ],
  [
    "zoom",
    "Zoom",
    "Zoom",
    "%",
    "By how much the right view is larger",
    ["zoom"],
    figure("shot_zoom_percent"),
    0,
    true,
  ],
  [
    "colour",
    "Colour",
    "Colour mismatch",
    "%",
    "Gain between the views, worst channel",
    ["colour_mismatch"],
    colourPercent,
    0,
    false,
  ],
  [
    "blur",
    "Blur",
    "Sharpness mismatch",
    "px",
    "Blur that makes the views alike; > 0: right is softer",
    ["sharpness_mismatch"],
    figure("shot_blur_px"),
    0,
    true,
  ],
  [
    "window",
    "Window",
    "Window violation",
    "",
    "Share of rows cut by a side edge in front of the screen",
    ["window_violation"],
    figure("shot_window_violation"),
    0,
    false,
  ],
  [
    "stripe",
    "Stripe",
    "Floating window",
    "px",
    "Wider one of the black stripes at the sides",
    ["floating_window"],
    stripePx,
    0,
    false,
  ],
  [
    "jump",
    "Jump",
    "Depth jump at the cut",
    "%",
    "Median depth against the end of the shot before",
    ["depth_jump"],
    figure("shot_depth_jump_percent"),
    0,
    true,
  ],
];

/** Drawn in the depth script, so only in the table. */
const tableRows: readonly Row[] = [
  ["near", "Near", "Nearest", "%", "Percentile 99, of the view's width", [], figure("shot_near_percent"), 0, true],
  ["median", "Median", "Median depth", "%", "Of the view's width", [], figure("shot_median_percent"), 0, true],
  ["far", "Far", "Farthest", "%", "Percentile 1, of the view's width", [], figure("shot_far_percent"), 0, true],
  [
    "budget",
    "Budget",
    "Depth budget",
    "%",
    "Near − far, of the view's width",
    ["flat", "strong_depth", "cardboard"],
    depthSpread,
    1,
    false,
  ],
  [
    "duplicate",
    "Duplicate",
    "Near duplicates",
    "bits",
    "Bits that differ from an earlier shot",
    ["near_duplicate"],
    figure("shot_duplicate_bits"),
    64,
    false,
  ],
];

const measure = ([name, short, title, unit, meaning, kinds, value, ideal, bothSides]: Row): Measure => ({
  name,
  short,
  title,
  unit,
  meaning,
  kinds,
  value,
  ideal,
  bothSides,
});

export const strips: readonly Measure[] = rows.map(measure);
export const tableMeasures: readonly Measure[] = [...tableRows.slice(0, 4), ...rows, ...tableRows.slice(4)].map(
  measure,
);

/** The limit beyond which a measure is suspicious; null: nobody asks it. */
export function limitOf(document: AuditDocument, of: Measure): SuspicionKind | null {
  return document.suspicion_kinds.find((kind) => of.kinds.includes(kind.kind) && kind.limit !== null) ?? null;
}

/** True where the shot is suspected of something that this measure tells. */
export function isSuspect(shot: Shot, of: Measure): boolean {
  return shot.suspicions.some((suspicion) => of.kinds.includes(suspicion.kind));
}
