import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { figureWords } from "../shared/words";
import { fixed, notMeasured, number, percent, shortUnit, withUnit } from "../shared/format";
import type { RuleColours } from "../shared/fate";
import type { Place } from "./address";
import type { Dataset, FlagAnswer } from "./documents";

/** What every part of the page sees. */
export interface Viewer {
  readonly dataset: Dataset;
  /** A rule has the same colour as in the audit report. */
  readonly colours: RuleColours;
  readonly place: Place;
  /** Shows another place; "replace" keeps the browser's history as it is. */
  readonly go: (place: Partial<Place>, how?: "push" | "replace") => void;
  /** How many samples have a flag that stands. */
  readonly flagged: number;
  readonly reason: string;
  readonly setReason: (reason: string) => void;
  readonly flag: (id: string, note?: string) => void;
  readonly unflag: (id: string) => void;
  /** Calls back after every flag that was set or taken back. */
  readonly onFlag: (listener: (answer: FlagAnswer) => void) => () => void;
  /** A line that is shown for some seconds and read aloud. */
  readonly say: (text: string, kind?: "done" | "fault") => void;
}

export const ViewerContext = createContext<Viewer | null>(null);

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error("used outside the viewer");
  return viewer;
}

/** What rows have besides figures, and can be sorted by. */
const ofRows: Readonly<Record<string, readonly [string, string]>> = {
  time_s: ["Time in the film", "s"],
  value: ["Value of the failed rule", ""],
};

/** A figure's name as people say it. */
export function figureTitle(name: string): string {
  if (Object.hasOwn(ofRows, name)) return ofRows[name]![0];
  const [set, plain] = name.startsWith("second.") ? [" in the second", name.slice(7)]
    : name.startsWith("delta.") ? [": second − first", name.slice(6)] : ["", name];
  const { title, group } = figureWords(plain);
  return `${title}${group === "shots" ? " (shot)" : group === "right" ? " (right view)" : ""}${set}`;
}

export function figureUnit(dataset: Dataset, name: string): string {
  if (Object.hasOwn(ofRows, name)) return ofRows[name]![1];
  const plain = name.replace(/^(second|delta)\./, "");
  return dataset.figures.find((figure) => figure.name === plain)?.unit ?? "";
}

/** A figure's value with its unit; shares as %. */
export function figureText(value: number | string | null | undefined, unit: string): string {
  if (typeof value === "string") return value;
  return unit === "0…1" ? percent(value) : withUnit(value, unit);
}

/** The unit that stands beside numbers a person types: they are the numbers of the files. */
export function fileUnit(unit: string): string {
  return unit === "0…1" ? "share 0…1" : shortUnit(unit);
}

/** Units of the values that rules compare with their limits. */
const ruleUnits: Readonly<Record<string, string>> = {
  vertical: "0…1", range: "px", consistency: "0…1", time_shift: "frames", duplicate: "bits", swapped: "0…1",
  rotation: "degrees", zoom: "%", offset: "‰", colour: "%", sharpness: "px", near: "%", far: "%", depth_jump: "%",
  window_violation: "0…1", floating_window: "px", near_duplicate: "bits",
};

/** "4.48 px, limit 10 px"; empty where the rule compares nothing. */
export function verdict(rule: string | null, value: number | null, limit: number | null): string {
  if (rule === null || value === null) return "";
  const unit = ruleUnits[rule] ?? "";
  return limit === null ? figureText(value, unit) : `${figureText(value, unit)}, limit ${figureText(limit, unit)}`;
}

/** A disparity as px and % of the view's width: "−12.3 px · −0.64 %". */
export function disparityText(px: number | null, percentOfWidth: number | null): string {
  return px === null ? notMeasured : `${fixed(px, 2)}\u202fpx · ${fixed(percentOfWidth ?? 0, 2)}\u202f%`;
}

/** px without needless digits. */
export function px(value: number): string {
  return `${number(value)}\u202fpx`;
}

/** Words of files as people write them: "time_shift" → "time shift". */
export function spaced(word: string): string {
  return word.replaceAll("_", " ");
}
