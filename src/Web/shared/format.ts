/** Numbers and times as text: a true minus sign, a thin space before a unit, three digits that say something. */

const thin = "\u202f";
const counts = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** What stands where nobody could measure anything. */
export const notMeasured = "–";

export function count(value: number): string {
  return counts.format(value);
}

/** "1 shot", "12 shots". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A share of 0…1 as %. Never 0 % or 100 % of what is not none or all. */
export function percent(share: number | null | undefined, digits = 1): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return notMeasured;
  const least = 10 ** -digits;
  if (share > 0 && 100 * share < least / 2) return `<${thin}${least}${thin}%`;
  if (share < 1 && 100 * share > 100 - least / 2) return `>${thin}${(100 - least).toFixed(digits)}${thin}%`;
  return `${(100 * share).toFixed(share === 0 || share === 1 ? 0 : digits)}${thin}%`;
}

export function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

/** A measured value with about three digits. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return notMeasured;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 0.0001) return `${value < 0 ? "−" : ""}${power(size)}`;
  const text =
    size >= 1000
      ? counts.format(size)
      : size.toFixed(Math.min(size < 0.001 ? 5 : 4, Math.max(0, 2 - Math.floor(Math.log10(size)))));
  const short = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return value < 0 ? `−${short}` : short;
}

/** 2.3·10⁻⁵. */
function power(size: number): string {
  const [digits, exponent] = size.toExponential(1).split("e") as [string, string];
  const raised = [...exponent.replace("+", "")]
    .map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)]))
    .join("");
  return `${digits.replace(".0", "")}·10${raised}`;
}

/** A measured value with as many decimals as its neighbours in a column. */
export function fixed(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return notMeasured;
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A value and its unit; shares of 0…1 are written as they stand in pipeline files. */
export function withUnit(value: number | null | undefined, unit: string): string {
  const text = number(value);
  return text === notMeasured || !saysUnit(unit) ? text : `${text}${gap(unit)}${shortUnit(unit)}`;
}

/** A sign stands close to its number, a word does not. */
function gap(unit: string): string {
  return unit === "degrees" ? "" : unit.length > 2 ? "\u00a0" : thin;
}

/** True for units that stand behind a number: not "0…1" or "−1…1", which tell a range. */
export function saysUnit(unit: string): boolean {
  return unit !== "" && !unit.includes("…") && unit !== "factor";
}

export function shortUnit(unit: string): string {
  switch (unit) {
    case "degrees":
      return "°";
    case "bits of 64":
      return "bits";
    case "levels of 255":
      return "levels";
    default:
      return unit;
  }
}

/** A version without most of its commit: "0.1.0+337d12740bb0…" → "0.1.0+337d127". */
export function version(text: string): string {
  const [number = text, commit = ""] = text.split("+");
  return commit === "" ? number : `${number}+${commit.slice(0, 7)}`;
}

/** How an axis along a film counts: minutes, or seconds of short ones. */
export function timeAxis(seconds: number): { readonly unit: string; readonly of: (seconds: number) => number } {
  return seconds < 180 ? { unit: "s", of: (each) => each } : { unit: "min", of: (each) => each / 60 };
}

/** Seconds as 1:02:03, or 2:03 below an hour. */
export function time(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return notMeasured;
  const whole = Math.floor(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest.replace(/^0/, "");
}
