/** What the page shows, as text behind the # of its address: an address that is copied shows the same again. */

import type { MapName } from "./colours";
import { mapNames } from "./colours";
import type { Span } from "./disparity";

export const levels = ["films", "shots", "samples"] as const;
export type Level = (typeof levels)[number];
export const thumbKinds = ["left", "disparity", "both"] as const;
export type ThumbKind = (typeof thumbKinds)[number];
export const viewNames = [
  "left", "right", "anaglyph", "wiggle", "parallel", "cross", "swipe", "cloud", "tilt", "compare",
] as const;
export type ViewName = (typeof viewNames)[number];
export const layerNames = ["disparity", "residual", "mask", "sky", "photometric"] as const;
export type LayerName = (typeof layerNames)[number];
/** Left views over one another, right views, or the difference of the disparities. */
export const compareKinds = ["swipe", "right", "difference"] as const;
export type CompareKind = (typeof compareKinds)[number];

/** A figure within bounds; an absent bound is null. */
export interface Bounds {
  readonly figure: string;
  readonly min: number | null;
  readonly max: number | null;
}

/** Which rows, in which order; the words of GET /api/samples. */
export interface Filter {
  readonly film: string | null;
  readonly shot: number | null;
  readonly split: string | null;
  readonly kept: boolean | null;
  readonly rule: string | null;
  readonly flagged: boolean | null;
  readonly find: string;
  readonly where: readonly Bounds[];
  readonly missing: string | null;
  readonly compare: string | null;
  /** FIGURE, -FIGURE or ~FIGURE (outliers first); null: films and frames in order. */
  readonly sort: string | null;
}

/** How a sample is looked at. */
export interface Look {
  readonly view: ViewName;
  /** Opacity of each layer, 0…100 %; 0 = off. */
  readonly layers: Readonly<Record<LayerName, number>>;
  readonly map: MapName;
  /** Window of the disparity colours, px; null = of this picture. */
  readonly window: Span | null;
  /** Ends of the colours of residual (px) and photometric error. */
  readonly residualMax: number;
  readonly photometricMax: number;
  /** Disparity that lies in the screen, px. */
  readonly shift: number;
  readonly compare: CompareKind;
  /** End of the colours of a difference, px. */
  readonly differenceMax: number;
}

export interface Place {
  readonly level: Level;
  readonly thumbs: ThumbKind;
  readonly filter: Filter;
  /** First row in sight. */
  readonly at: number;
  readonly sample: string | null;
  readonly look: Look;
}

export const noFilter: Filter = {
  film: null, shot: null, split: null, kept: null, rule: null, flagged: null, find: "", where: [], missing: null,
  compare: null, sort: null,
};

const firstLook: Look = {
  view: "left",
  layers: { disparity: 0, residual: 0, mask: 0, sky: 0, photometric: 0 },
  map: "turbo", window: null, residualMax: 5, photometricMax: 0.5, shift: 0, compare: "swipe", differenceMax: 2,
};

/** The view whose layers are drawn, where it is one. */
export function sideOf(look: Look): "left" | "right" {
  return look.view === "right" || look.view === "compare" && look.compare === "right" ? "right" : "left";
}

export const firstPlace: Place = {
  level: "samples", thumbs: "left", filter: noFilter, at: 0, sample: null, look: firstLook,
};

/** Most bounds of one filter (the server's limit). */
export const boundsMax = 8;

export function readPlace(hash: string): Place {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  return {
    level: oneOf(words.get("level"), levels) ?? firstPlace.level,
    thumbs: oneOf(words.get("thumbs"), thumbKinds) ?? firstPlace.thumbs,
    filter: {
      film: words.get("film"),
      shot: words.has("film") ? whole(words.get("shot")) : null,
      split: words.get("split"),
      kept: truth(words.get("kept")),
      rule: words.get("rule"),
      flagged: truth(words.get("flagged")),
      find: (words.get("find") ?? "").slice(0, 200),
      where: words.getAll("where").map(readBounds).filter((bounds) => bounds !== null).slice(0, boundsMax),
      missing: words.get("missing"),
      compare: words.get("compare"),
      sort: words.get("sort"),
    },
    at: whole(words.get("at")) ?? 0,
    sample: words.get("sample"),
    look: readLook(words),
  };
}

function readLook(words: URLSearchParams): Look {
  const layers = { ...firstLook.layers };
  for (const part of (words.get("layers") ?? "").split(",")) {
    const [name, opacity] = part.split(":");
    const layer = oneOf(name ?? null, layerNames);
    if (layer) layers[layer] = Math.min(100, whole(opacity ?? null) ?? 100);
  }
  const window = readBounds(`window:${words.get("window") ?? ""}`);
  return {
    view: oneOf(words.get("view"), viewNames) ?? firstLook.view,
    layers,
    map: oneOf(words.get("map"), mapNames) ?? firstLook.map,
    window: window && window.min !== null && window.max !== null ? { min: window.min, max: window.max } : null,
    residualMax: positive(words.get("residual")) ?? firstLook.residualMax,
    photometricMax: positive(words.get("photometric")) ?? firstLook.photometricMax,
    shift: finite(words.get("screen")) ?? 0,
    compare: oneOf(words.get("with"), compareKinds) ?? firstLook.compare,
    differenceMax: positive(words.get("difference")) ?? firstLook.differenceMax,
  };
}

export function writePlace(place: Place): string {
  const words = new URLSearchParams();
  const put = (name: string, value: string | number | boolean | null, usual: unknown = null) => {
    if (value !== null && value !== usual && value !== "") words.append(name, String(value));
  };
  put("level", place.level, firstPlace.level);
  put("thumbs", place.thumbs, firstPlace.thumbs);
  for (const [name, value] of queryOf(place.filter)) words.append(name === "id" ? "find" : name, value);
  put("at", place.at, 0);
  put("sample", place.sample);
  if (place.sample !== null) writeLook(place.look, put);
  // These need no escaping behind a #, and an address should be readable.
  return words.toString().replaceAll("%2F", "/").replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%7E", "~");
}

function writeLook(look: Look, put: (name: string, value: string | number | null, usual?: unknown) => void): void {
  put("view", look.view, firstLook.view);
  put("layers", layerNames.filter((name) => look.layers[name] > 0)
    .map((name) => look.layers[name] === 100 ? name : `${name}:${look.layers[name]}`).join(","));
  put("map", look.map, firstLook.map);
  put("window", look.window && `${look.window.min}:${look.window.max}`);
  put("residual", look.residualMax, firstLook.residualMax);
  put("photometric", look.photometricMax, firstLook.photometricMax);
  put("screen", look.shift, 0);
  put("with", look.compare, firstLook.compare);
  put("difference", look.differenceMax, firstLook.differenceMax);
}

/** The filter in the words of GET /api/samples. */
export function queryOf(filter: Filter): [string, string][] {
  const query: [string, string][] = [];
  const put = (name: string, value: string | number | boolean | null) => {
    if (value !== null && value !== "") query.push([name, String(value)]);
  };
  put("film", filter.film);
  put("shot", filter.film === null ? null : filter.shot);
  put("split", filter.split);
  put("kept", filter.kept);
  put("rule", filter.rule);
  put("flagged", filter.flagged);
  put("id", filter.find);
  for (const bounds of filter.where) put("where", `${bounds.figure}:${bounds.min ?? ""}:${bounds.max ?? ""}`);
  put("missing", filter.missing);
  put("compare", filter.compare);
  put("sort", filter.sort);
  return query;
}

/** The figure of a sort word, without its sign. */
export function sortFigure(sort: string | null): string | null {
  return sort?.replace(/^[-~]/, "") ?? null;
}

/** True where the filter leaves anything out. */
export function filters(filter: Filter): boolean {
  return queryOf({ ...filter, sort: null }).length > 0;
}

function readBounds(text: string): Bounds | null {
  const parts = text.split(":");
  if (parts.length !== 3 || !parts[0]) return null;
  const [min, max] = [finite(parts[1]!), finite(parts[2]!)];
  return min === null && max === null || min !== null && max !== null && min > max
    ? null : { figure: parts[0], min, max };
}

function oneOf<T extends string>(word: string | null, words: readonly T[]): T | null {
  return words.find((each) => each === word) ?? null;
}

function truth(word: string | null): boolean | null {
  return word === "true" ? true : word === "false" ? false : null;
}

function whole(word: string | null): number | null {
  return word !== null && /^\d{1,9}$/.test(word) ? Number(word) : null;
}

function finite(word: string | null): number | null {
  return word !== null && word.trim() !== "" && Number.isFinite(Number(word)) ? Number(word) : null;
}

function positive(word: string | null): number | null {
  const value = finite(word);
  return value !== null && value > 0 ? value : null;
}
