import type { ComponentChildren } from "preact";
import { count, percent, withUnit } from "./format";
import type { Column } from "./table";
import { Cut } from "./text";

/** A column of anybody's names. */
export function nameColumn<Row>(
  name: string,
  head: ComponentChildren,
  value: (row: Row) => string,
  max = 40,
): Column<Row> {
  return { name, head, cell: (row) => <Cut text={value(row)} max={max} />, order: value };
}

/** A column of numbers, ordered by what it shows. */
export function countColumn<Row>(name: string, head: ComponentChildren, value: (row: Row) => number): Column<Row> {
  return { name, head, number: true, cell: (row) => count(value(row)), order: value };
}

/** A column of px; null where nobody could measure it. */
export function pxColumn<Row>(name: string, head: ComponentChildren, value: Measured<Row>): Column<Row> {
  return { name, head, number: true, cell: (row) => withUnit(value(row), "px"), order: value };
}

/** A column of shares of 0…1, as % with two digits. */
export function shareColumn<Row>(
  name: string,
  head: ComponentChildren,
  value: Measured<Row>,
  about?: string,
): Column<Row> {
  const column = { name, head, number: true, cell: (row: Row) => percent(value(row), 2), order: value };
  return about === undefined ? column : { ...column, about };
}

type Measured<Row> = (row: Row) => number | null;
