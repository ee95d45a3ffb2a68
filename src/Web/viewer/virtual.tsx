import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** Tallest element that browsers lay out without losing pixels; beyond it a scroll bar's way stands for more rows. */
const heightMax = 8_000_000;
const rowsBeyond = 2;
const gap = 10;

/** Cells in rows that fill the width; only rows in sight are in the document. Tab meets one, arrows go on from it. */
export function VirtualGrid({ label, count, least, height, first, seen, focus, setFocus, cell, open, back = null }: {
  label: string;
  count: number;
  /** Least width of a cell, px. */
  least: number;
  /** Height of a cell of a width, px. */
  height: (width: number) => number;
  /** Index that stands at the top at first. */
  first: number;
  /** Called with the cells that are in the document, and the first one that is whole in sight. */
  seen: (first: number, last: number, top: number) => void;
  focus: number;
  setFocus: (index: number) => void;
  cell: (index: number) => ComponentChildren;
  open: (index: number) => void;
  /** Cell that takes the focus at first: the one that was opened and is come back from. */
  back?: number | null;
}) {
  const place = useRef<HTMLDivElement>(null);
  const { width, height: sight } = useSize(place);
  const [top, setTop] = useState(0);
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)));
  const cellWidth = (width - gap * (columns - 1)) / columns;
  const rowHeight = Math.round(height(cellWidth)) + gap;
  const rows = Math.ceil(count / columns);
  const whole = rows * rowHeight;
  const laid = Math.min(whole, heightMax);
  // Where the whole is too tall, the place on the scroll bar is a share of the way.
  const stretch = whole > laid && laid > sight ? (whole - sight) / (laid - sight) : 1;
  const from = top * stretch;
  const begin = Math.max(0, Math.floor(from / rowHeight) - rowsBeyond);
  const end = Math.min(rows, Math.ceil((from + sight) / rowHeight) + rowsBeyond);

  const show = (index: number, atTop: boolean) => {
    const box = place.current;
    if (!box || rowHeight <= gap) return;
    const at = Math.floor(index / columns) * rowHeight;
    const seenFrom = box.scrollTop * stretch;
    if (atTop || at < seenFrom) box.scrollTop = at / stretch;
    else if (at + rowHeight > seenFrom + sight) box.scrollTop = Math.ceil((at + rowHeight - sight) / stretch);
    setTop(box.scrollTop);
  };
  useLayoutEffect(() => {
    if (width > 0 && sight > 0 && count > 0) show(Math.min(first, count - 1), true);
  }, [first, count > 0, sight > 0]);
  useEffect(() => {
    const within = (index: number) => Math.max(0, Math.min(count - 1, index));
    if (width > 0) seen(begin * columns, within(end * columns - 1), within(Math.ceil(from / rowHeight) * columns));
  }, [Math.ceil(from / rowHeight), begin, end, columns, count, seen]);

  useEffect(() => {
    if (back === null || count === 0 || width === 0) return;
    setFocus(back);
    show(back, false);
    focusOn(back);
  }, [count > 0, width > 0]);

  // The cell may only be in the document with the next picture of the screen.
  const focusOn = (index: number) => requestAnimationFrame(() =>
    place.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true }));
  const move = (to: number) => {
    const index = Math.max(0, Math.min(count - 1, to));
    setFocus(index);
    show(index, false);
    focusOn(index);
  };
  const steps: Record<string, () => void> = {
    ArrowLeft: () => move(focus - 1),
    ArrowRight: () => move(focus + 1),
    ArrowUp: () => move(focus - columns),
    ArrowDown: () => move(focus + columns),
    PageUp: () => move(focus - columns * Math.max(1, Math.floor(sight / rowHeight))),
    PageDown: () => move(focus + columns * Math.max(1, Math.floor(sight / rowHeight))),
    Home: () => move(0),
    End: () => move(count - 1),
    Enter: () => open(focus),
    " ": () => open(focus),
  };
  return (
    <div class="virtual" ref={place} role="grid" aria-label={label} aria-rowcount={rows} aria-colcount={columns}
      tabIndex={-1} onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      onKeyDown={(event) => {
        const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : steps[event.key];
        if (!step) return;
        event.preventDefault();
        step();
      }}>
      <div class="virtual-rows" role="presentation" style={{ height: `${laid}px` }}>
        {Array.from({ length: Math.max(0, end - begin) }, (_, line) => begin + line).map((row) => (
          <div key={row} class="virtual-row" role="row" aria-rowindex={row + 1}
            style={{ transform: `translateY(${row * rowHeight - from + top}px)`, height: `${rowHeight - gap}px` }}>
            {Array.from({ length: Math.min(columns, count - row * columns) }, (_, column) => row * columns + column)
              .map((index) => (
                <div key={index} role="gridcell" aria-colindex={index % columns + 1} class="cell" data-index={index}
                  tabIndex={index === focus || (focus < begin * columns || focus >= end * columns)
                    && index === begin * columns ? 0 : -1}
                  style={{ width: `${cellWidth}px` }} onFocus={() => setFocus(index)} onClick={() => open(index)}>
                  {cell(index)}
                </div>
              ))}
          </div>
        ))}
      </div>
    </div>
  );
}

export function useSize(place: { current: HTMLElement | null }): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  const take = () => {
    const box = place.current;
    if (!box) return;
    const style = getComputedStyle(box);
    const width = box.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
    const height = box.clientHeight;
    setSize((old) => old.width === width && old.height === height ? old : { width, height });
  };
  useLayoutEffect(take, []);
  useEffect(() => {
    const observer = new ResizeObserver(take);
    if (place.current) observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return size;
}
