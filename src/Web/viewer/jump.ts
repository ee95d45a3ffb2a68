/** Where "go to" leads: a row by its number, a sample by its id, or the planned frame nearest to a frame or a time. */

import { queryOf } from "./address";
import type { Filter } from "./address";
import type { Row, RowPage } from "./documents";
import { getJson } from "./server";

export type Wish =
  | { readonly kind: "row"; readonly row: number }
  | { readonly kind: "frame"; readonly film: string; readonly frame: number }
  | { readonly kind: "time"; readonly film: string; readonly seconds: number };

/** "#500", "hugo/123", "123", "1:02:03", "hugo 1:02"; a film is needed where none is chosen. Null: not understood. */
export function readWish(text: string, film: string | null): Wish | null {
  const words = text.trim();
  const row = /^#\s*(\d{1,9})$/.exec(words);
  if (row) return { kind: "row", row: Math.max(0, Number(row[1]) - 1) };
  const frame = /^(?:(.+?)[/_ ]\s*)?(\d{1,9})$/.exec(words);
  if (frame) return withFilm(frame[1] ?? film, (of) => ({ kind: "frame", film: of, frame: Number(frame[2]) }));
  const time = /^(?:(.+?)[/ ]\s*)?(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:\.\d+)?)$/.exec(words);
  if (!time) return null;
  const seconds = 3600 * Number(time[2] ?? 0) + 60 * Number(time[3]) + Number(time[4]);
  return withFilm(time[1] ?? film, (of) => ({ kind: "time", film: of, seconds }));
}

/** Of the planned frames of the film, the one that is nearest; null where it has none. */
export async function nearest(wish: Exclude<Wish, { kind: "row" }>): Promise<Row | null> {
  const value = (row: Row) => wish.kind === "frame" ? row.frame : row.time_s;
  const aim = wish.kind === "frame" ? wish.frame : wish.seconds;
  const page = (offset: number, count: number) => {
    const query = new URLSearchParams({ film: wish.film, offset: String(offset), count: String(count) });
    return getJson<RowPage>(`/api/samples?${query}`);
  };
  // Rows of a film come by frame: halves of what is left, then the last hundred at once.
  let { total } = await page(0, 1);
  let low = 0;
  while (total - low > 100) {
    const middle = low + Math.floor((total - low) / 2);
    const row = (await page(middle, 1)).rows[0];
    if (!row) return null;
    if (value(row) <= aim) low = middle;
    else total = middle + 1;
  }
  const rows = (await page(low, Math.max(1, total - low))).rows;
  return rows.reduce<Row | null>((best, row) =>
    !best || Math.abs(value(row) - aim) < Math.abs(value(best) - aim) ? row : best, null);
}

/** Index of a sample among the rows of a filter; null where the filter leaves it out. */
export async function indexOf(id: string, filter: Filter): Promise<number | null> {
  try {
    const query = new URLSearchParams([...queryOf(filter), ["at", id], ["count", "1"]]);
    return (await getJson<RowPage>(`/api/samples?${query}`)).offset;
  } catch {
    return null;
  }
}

/** The sample before or after one in the order of a filter. */
export async function neighbour(id: string, filter: Filter, step: 1 | -1): Promise<string | null> {
  const index = await indexOf(id, filter);
  if (index === null || index + step < 0) return null;
  const query = new URLSearchParams([...queryOf(filter), ["offset", String(index + step)], ["count", "1"]]);
  return (await getJson<RowPage>(`/api/samples?${query}`)).rows[0]?.id ?? null;
}

function withFilm(film: string | null, make: (film: string) => Wish): Wish | null {
  return film ? make(film) : null;
}
