import type { ComponentChildren } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { count } from "./format";
import { usePrinting } from "./printing";

export interface Column<Row> {
  /** Names the column; unique in its table. */
  readonly name: string;
  readonly head: ComponentChildren;
  /** A longer word for the head. */
  readonly about?: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** By what rows are ordered; null comes last either way. Absent: no order by this column. */
  readonly order?: (row: Row) => number | string | null;
  /** Numbers stand at the right. */
  readonly number?: boolean;
  readonly class?: (row: Row) => string | undefined;
}

const rowHeight = 32;
const rowsSeen = 14;
const rowsBeyond = 8;
const rowsPrinted = 250;

/** A table that is ordered by a click on a head. Of many rows only those in sight are in the document. */
export function Table<Row>({
  label,
  columns,
  rows,
  first,
  descending: fall = true,
}: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** Name of the column that orders the rows at first; absent: as they come. */
  first?: string;
  descending?: boolean;
}) {
  const [by, setBy] = useState<string | null>(first ?? null);
  const [descending, setDescending] = useState(fall);
  const [top, setTop] = useState(0);
  const place = useRef<HTMLDivElement>(null);
  const printing = usePrinting();
  const ordered = useMemo(
    () =>
      order(
        rows,
        columns.find((c) => c.name === by),
        descending,
      ),
    [rows, by, descending],
  );
  useLayoutEffect(() => {
    if (place.current) place.current.scrollTop = 0;
    setTop(0);
  }, [ordered]);

  const scrolls = !printing && ordered.length > rowsSeen;
  const begin = scrolls
    ? Math.max(0, Math.min(ordered.length - rowsSeen, Math.floor(top / rowHeight)) - rowsBeyond)
    : 0;
  const end = scrolls
    ? Math.min(ordered.length, begin + rowsSeen + 2 * rowsBeyond)
    : printing
      ? Math.min(ordered.length, rowsPrinted)
      : ordered.length;
  const turn = (name: string) => {
    if (by === name) setDescending(!descending);
    setBy(name);
  };
  return (
    <>
      <div
        class={scrolls ? "table scrolls" : "table"}
        ref={place}
        tabIndex={0}
        role="region"
        aria-label={label}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <table aria-rowcount={ordered.length + 1}>
          <Heads columns={columns} by={by} descending={descending} turn={turn} />
          <tbody>
            {begin > 0 && <Gap rows={begin} columns={columns.length} />}
            {ordered.slice(begin, end).map((row, index) => (
              <tr key={begin + index} aria-rowindex={begin + index + 2}>
                {columns.map((column) => (
                  <Cell key={column.name} column={column} row={row} />
                ))}
              </tr>
            ))}
            {scrolls && end < ordered.length && <Gap rows={ordered.length - end} columns={columns.length} />}
          </tbody>
        </table>
      </div>
      {printing && ordered.length > rowsPrinted && (
        <p class="note">
          The first {rowsPrinted} of {count(ordered.length)} rows; audit.json has all.
        </p>
      )}
    </>
  );
}

function Heads<Row>({
  columns,
  by,
  descending,
  turn,
}: {
  columns: readonly Column<Row>[];
  by: string | null;
  descending: boolean;
  turn: (name: string) => void;
}) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th
            key={column.name}
            scope="col"
            class={column.number ? "number" : undefined}
            title={column.about}
            aria-sort={by !== column.name ? undefined : descending ? "descending" : "ascending"}
          >
            {column.order ? (
              <button type="button" onClick={() => turn(column.name)}>
                {column.head}
                <span aria-hidden="true" class="turn">
                  {by !== column.name ? "" : descending ? "▾" : "▴"}
                </span>
              </button>
            ) : (
              column.head
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const classes = [column.number ? "number" : "", column.class?.(row) ?? ""].filter(Boolean).join(" ");
  return <td class={classes || undefined}>{column.cell(row)}</td>;
}

/** Stands for rows that are out of sight. */
function Gap({ rows, columns }: { rows: number; columns: number }) {
  const cell = useRef<HTMLTableCellElement>(null);
  useLayoutEffect(() => {
    if (cell.current) cell.current.style.height = `${rows * rowHeight}px`;
  }, [rows]);
  return (
    <tr class="gap" aria-hidden="true">
      <td colSpan={columns} ref={cell} />
    </tr>
  );
}

function order<Row>(rows: readonly Row[], column: Column<Row> | undefined, descending: boolean): readonly Row[] {
  if (!column?.order) return rows;
  const value = column.order;
  const sign = descending ? -1 : 1;
  const keyed = rows.map((row, index) => ({ row, index, key: value(row) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return a.key === b.key ? a.index - b.index : a.key === null ? 1 : -1;
    return a.key < b.key ? -sign : a.key > b.key ? sign : a.index - b.index;
  });
  return keyed.map(({ row }) => row);
}
