/** What the pages call the figures, rules and suspicions of a dataset. Names without a row here stand as they are. */

export interface FigureWords {
  readonly title: string;
  readonly group: FigureGroup;
  /** What it measures, in a sentence that fits under a chart. */
  readonly meaning: string;
  /** What the recorded value is multiplied by to be shown, and the unit it then has. */
  readonly shown?: { readonly scale: number; readonly unit: string };
}

export type FigureGroup = "views" | "range" | "masks" | "geometry" | "light" | "shots" | "right" | "other";

export const groupTitles: Readonly<Record<FigureGroup, string>> = {
  views: "Do the two directions agree",
  range: "How much depth a frame holds",
  masks: "What has no value, and why",
  geometry: "Are the views level",
  light: "Are the views of the same light and focus",
  shots: "Of whole shots",
  right: "The other direction: right to left",
  other: "Other figures",
};

const rows: Readonly<Record<string, readonly [FigureGroup, string, string]>> = {
  consistent_fraction: ["views", "Consistent pixels", "Share whose left-right residual is within the limit"],
  photometric_error: ["views", "Photometric error", "Left view against the right one warped to it; 0 = equal"],
  saturated_fraction: ["views", "Flow at its limit", "Share where the network could give no more"],
  range_px: ["range", "Disparity range", "Percentile 99 − percentile 1 of consistent pixels"],
  range_exact_px: ["range", "Whole range", "Largest − smallest disparity of all pixels"],
  disparity_max: ["range", "Nearest", "Largest disparity; > 0 in front of the screen"],
  disparity_min: ["range", "Farthest", "Smallest disparity; < 0 behind the screen"],
  sky_fraction: ["masks", "Sky", "Share of mask code 4"],
  sky_confidence: ["masks", "Sky confidence", "How little speaks against it; 1 = nothing"],
  occluded_fraction: ["masks", "Occluded", "Share of mask code 2"],
  out_of_view_fraction: ["masks", "Out of the other view", "Share of mask code 3"],
  bar_fraction: ["masks", "Black bars", "Share of mask code 5"],
  vertical_fraction: ["geometry", "Vertical disparity", "Share of pixels with |v| above the limit"],
  vertical_px_mean: ["geometry", "Mean |v|", "How far matching points are apart vertically"],
  vertical_offset_px: ["geometry", "Vertical offset", "How far the right view sits lower"],
  vertical_rotation: ["geometry", "Rotation", "Angle between the views"],
  vertical_zoom: ["geometry", "Zoom", "Relative difference of the views' heights"],
  rectified_offset_px: ["geometry", "Offset taken out", "Before the flow (flow.rectify)"],
  rectified_rotation: ["geometry", "Rotation taken out", "Before the flow (flow.rectify)"],
  rectified_zoom: ["geometry", "Zoom taken out", "Before the flow (flow.rectify)"],
  exposure_difference: ["light", "Exposure", "Mean luma, left − right"],
  sharpness_difference: ["light", "Sharpness", "(left − right) / larger of the two"],
  shot_time_shift_frames: ["shots", "Temporal shift", "Frames by which the right view runs ahead"],
  shot_left_first_probability: ["shots", "View order", "Probability that the first view is the left one"],
  shot_converted_score: ["shots", "Converted from 2D", "0 two cameras … 1 converted"],
  shot_rotation_degrees: ["shots", "Rotation", "Right view against the left one, clockwise"],
  shot_zoom_percent: ["shots", "Zoom", "By how much the right view is larger"],
  shot_vertical_permille: ["shots", "Vertical offset", "Right view lower, ‰ of the view's height"],
  shot_near_percent: ["shots", "Nearest", "Percentile 99, % of the view's width"],
  shot_median_percent: ["shots", "Median depth", "% of the view's width"],
  shot_far_percent: ["shots", "Farthest", "Percentile 1, % of the view's width"],
  shot_depth_jump_percent: ["shots", "Depth jump at the cut", "Against the end of the shot before"],
  shot_gain_red: ["shots", "Red", "Right over left; 1 = equal"],
  shot_gain_green: ["shots", "Green", "Right over left; 1 = equal"],
  shot_gain_blue: ["shots", "Blue", "Right over left; 1 = equal"],
  shot_blur_px: ["shots", "Sharpness mismatch", "Blur that makes the views alike; > 0: right is softer"],
  shot_window_violation: ["shots", "Window violation", "Share of rows cut by a side edge in front of the screen"],
  shot_stripe_left_px: ["shots", "Floating window, left", "Black stripe of the left view − that of the right"],
  shot_stripe_right_px: ["shots", "Floating window, right", "Black stripe of the right view − that of the left"],
  shot_duplicate_bits: ["shots", "Near duplicates", "Bits that differ from an earlier shot"],
};

/** Recorded in rad and as a ratio; shown as stereographers speak. */
const degrees = { scale: 180 / Math.PI, unit: "°" };
const permille = { scale: 1000, unit: "‰" };
const shown: Readonly<Record<string, { readonly scale: number; readonly unit: string }>> = {
  vertical_rotation: degrees,
  rectified_rotation: degrees,
  vertical_zoom: permille,
  rectified_zoom: permille,
};

export function figureWords(name: string): FigureWords {
  const own = rows[name];
  const scaled = shown[name];
  if (own) return { group: own[0], title: own[1], meaning: own[2], ...(scaled && { shown: scaled }) };
  const left = name.endsWith("_right") ? rows[name.slice(0, -"_right".length)] : undefined;
  return left
    ? { group: "right", title: left[1], meaning: left[2] }
    : { group: name.startsWith("shot_") ? "shots" : "other", title: name.replaceAll("_", " "), meaning: name };
}

const ruleTitles: Readonly<Record<string, string>> = {
  vertical: "vertical disparity",
  range: "too little depth",
  consistency: "left and right disagree",
  missing_view: "a view is missing",
  damaged: "damaged frame",
  black: "black frame",
  duplicate: "duplicate frame",
  view_offset: "views not level",
  time_shift: "views out of step",
  swapped: "views swapped",
  converted: "converted from 2D",
  rotation: "views rotated",
  zoom: "views of unlike size",
  offset: "views not level",
  colour: "views of unlike colour",
  sharpness: "views of unlike sharpness",
  near: "too near",
  far: "too far",
  depth_jump: "depth jumps at the cut",
  window_violation: "window violation",
  floating_window: "floating window",
  near_duplicate: "near duplicate",
};

/** What a rule says of the frames it rejects; its own name stands beside it. */
export function ruleTitle(rule: string): string {
  return ruleTitles[rule] ?? rule.replaceAll("_", " ");
}

const kindTitles: Readonly<Record<string, string>> = {
  swapped_views: "swapped views",
  temporal_shift: "temporal shift",
  converted_2d: "converted from 2D",
  flat: "flat",
  cardboard: "cardboard",
  strong_depth: "strong depth",
  bars: "black bars",
};

export function kindTitle(kind: string): string {
  return kindTitles[kind] ?? kind.replaceAll("_", " ");
}

/**
 * Bands of a scene's depth budget, near − far in % of the view's width, by the MSU stereo group's survey of films
 * (../shared/REFERENCE.md, 7).
 */
export const depthBands = [
  { name: "flat", from: 0, to: 0.15 },
  { name: "weak", from: 0.15, to: 0.5 },
  { name: "good", from: 0.5, to: 2 },
  { name: "strong", from: 2, to: 3.5 },
  { name: "painful", from: 3.5, to: Infinity },
] as const;
