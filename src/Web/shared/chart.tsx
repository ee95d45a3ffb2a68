import * as Plot from "@observablehq/plot";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { printWidth, usePrinting } from "./printing";

/** The class of every chart; build.mjs allows the style that Plot writes for it. */
const className = "plot";

/** Draws a chart anew whenever its width or what it is made from changes. */
export function Chart({
  label,
  make,
  of,
}: {
  /** What a screen reader says instead of the picture. */
  label: string;
  /** The chart for a width in px. */
  make: (width: number) => Plot.PlotOptions;
  /** What the chart is drawn from: it is drawn anew when one of these changes. */
  of: readonly unknown[];
}) {
  const place = useRef<HTMLDivElement>(null);
  const printing = usePrinting();
  const own = useWidth(place);
  const width = printing ? Math.min(printWidth, own || printWidth) : own;
  useLayoutEffect(() => {
    if (!place.current || width < 40) return;
    const options = make(width);
    const plot = Plot.plot({
      width,
      className,
      labelArrow: "none",
      style: { background: "none", color: "inherit", fontFamily: "inherit", fontSize: "11px", overflow: "visible" },
      ...options,
    });
    // Its parts say nothing that the label does not.
    plot.setAttribute("aria-hidden", "true");
    place.current.replaceChildren(plot);
  }, [width, ...of]);
  return <div class="chart" ref={place} role="img" aria-label={label} />;
}

/** A chart or table with its heading and a sentence that says how to read it. */
export function Panel({
  title,
  note,
  children,
  wide,
}: {
  title: ComponentChildren;
  note?: ComponentChildren;
  children: ComponentChildren;
  wide?: boolean;
}) {
  return (
    <section class={wide ? "panel wide" : "panel"}>
      <h3>{title}</h3>
      {note && <p class="note">{note}</p>}
      {children}
    </section>
  );
}

function useWidth(place: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => setWidth(Math.floor(place.current?.clientWidth ?? 0)), []);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width));
    });
    if (place.current) observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return width;
}
