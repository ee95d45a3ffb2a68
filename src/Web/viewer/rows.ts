/** The rows of a filter, page by page, as far as somebody looks at them. */

import type { Row, RowPage } from "./documents";
import { getJson, isAbort, messageOf } from "./server";

const pageRows = 100;
const pagesMax = 60;
/** A scroll bar that is dragged passes thousands of rows: only where it rests is asked for. */
const restMs = 60;

export class RowPages {
  total: number | null = null;
  error: string | null = null;
  private readonly pages = new Map<number, readonly Row[]>();
  private readonly asked = new Map<number, AbortController>();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private closed = false;

  /**
   * @param query of GET /api/samples, without offset and count
   * @param changed called when rows or a fault have come
   */
  constructor(private readonly query: readonly (readonly [string, string])[], private readonly changed: () => void) {}

  row(index: number): Row | null {
    return this.pages.get(Math.floor(index / pageRows))?.[index % pageRows] ?? null;
  }

  /** Rows that shall be there; pages that nobody wants any more are not waited for. */
  want(first: number, last: number): void {
    const wanted: number[] = [];
    const end = this.total === null ? last : Math.min(last, this.total - 1);
    for (let page = Math.floor(first / pageRows); page * pageRows <= end; page++) wanted.push(page);
    for (const [page, request] of this.asked) {
      if (!wanted.includes(page)) {
        request.abort();
        this.asked.delete(page);
      }
    }
    const missing = wanted.filter((page) => !this.pages.has(page) && !this.asked.has(page));
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (missing.length === 0) return;
    const ask = () => missing.forEach((page) => void this.ask(page));
    if (this.total === null) ask();
    else this.timer = setTimeout(ask, restMs);
  }

  /** Marks a row as flagged or not, without asking for its page again. */
  flag(id: string, flagged: boolean): void {
    for (const [page, rows] of this.pages) {
      if (rows.some((row) => row.id === id && row.flagged !== flagged)) {
        this.pages.set(page, rows.map((row) => row.id === id ? { ...row, flagged } : row));
      }
    }
    this.changed();
  }

  close(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    for (const request of this.asked.values()) request.abort();
  }

  private async ask(page: number): Promise<void> {
    if (this.closed || this.asked.has(page)) return;
    const request = new AbortController();
    this.asked.set(page, request);
    const words = new URLSearchParams([
      ...this.query.map(([name, value]) => [name, value]), ["offset", String(page * pageRows)],
      ["count", String(pageRows)],
    ]);
    try {
      const answer = await getJson<RowPage>(`/api/samples?${words}`, request.signal);
      if (this.closed) return;
      this.total = answer.total;
      this.error = null;
      this.pages.set(page, answer.rows);
      this.dropFar(page);
    } catch (error) {
      if (isAbort(error) || this.closed) return;
      this.error = messageOf(error);
    } finally {
      if (this.asked.get(page) === request) this.asked.delete(page);
    }
    this.changed();
  }

  private dropFar(from: number): void {
    if (this.pages.size <= pagesMax) return;
    const farthest = [...this.pages.keys()].reduce((a, b) => Math.abs(a - from) > Math.abs(b - from) ? a : b);
    this.pages.delete(farthest);
  }
}
