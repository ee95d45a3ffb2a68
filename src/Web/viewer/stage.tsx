import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { LayerName, Look } from "./address";
import { sideOf } from "./address";
import { AnaglyphCanvas, DifferenceCanvas, FieldCanvas, ViewCanvas } from "./canvases";
import { Names, Over, readDifference, readSecond, secondSpan } from "./compare";
import type { Difference, DisparityCode, Span } from "./disparity";
import type { Dataset } from "./documents";
import { useKeys } from "./keys";
import type { Field, Reading } from "./paint";
import {
  disparityTable, maskTable, photometricTable, readingAt, residualTable, skyTable,
} from "./paint";
import type { FieldName } from "./pictures";
import { Readout } from "./readout";
import type { Mark } from "./sheet";
import { Sheet } from "./sheet";
import type { Pictured, Shown } from "./shown";
import { useViewer } from "./state";
import type { Zoom } from "./zoom";
import { fitted, zoomed } from "./zoom";

const wiggleMs = 220;
type Side = "left" | "right";
interface Point {
  readonly x: number;
  readonly y: number;
  readonly side: Side;
}

/** The flat views of a sample: pictures with layers, one or two sheets, and what the pointer reads. */
export function Stage({ shown, look, setLook, window: span, difference }: {
  shown: Shown;
  look: Look;
  setLook: (change: Partial<Look>) => void;
  /** Of the disparity's colours, px. */
  window: Span;
  difference: Difference | null;
}) {
  const { dataset } = useViewer();
  const [zoom, setZoom] = useState<Zoom | null>(null);
  const [point, setPoint] = useState<Point | null>(null);
  const [pinned, setPinned] = useState(false);
  const [byKey, setByKey] = useState(false);
  const [divider, setDivider] = useState(0.5);
  const box = useRef<HTMLDivElement>(null);
  const entry = shown.loaded.sample.pictures["left"]!;
  const size = useMemo(() => ({ width: entry.width, height: entry.height }), [entry.width, entry.height]);
  const change = useCallback((next: (zoom: Zoom | null) => Zoom | null) => setZoom(next), []);
  const tables = useTables(look, span, dataset.disparity);
  const secondTables = useTables(look, secondSpan(span, shown, dataset), dataset.compare?.disparity ?? dataset.disparity);
  const reading = point && readPoint(shown, point, size, dataset);
  const two = look.view === "parallel" || look.view === "cross";

  const move = (x: number, y: number) => {
    const from = point ?? { x: Math.floor(size.width / 2), y: Math.floor(size.height / 2), side: "left" as Side };
    const within = (at: number, length: number) => Math.min(length - 1, Math.max(0, at));
    setPoint({ ...from, x: within(from.x + x, size.width), y: within(from.y + y, size.height) });
    setPinned(true);
    setByKey(true);
  };
  const scale = (factor: number) => {
    const room = { width: (box.current?.clientWidth ?? 1) / (two ? 2 : 1), height: box.current?.clientHeight ?? 1 };
    change((old) => zoomed(old ?? fitted(size, room), factor, { x: room.width / 2, y: room.height / 2 }, size, room));
  };
  useKeys([
    { key: "+", group: "Picture", does: "closer", run: () => scale(1.5) },
    { key: "=", group: "Picture", does: "closer", shown: "", run: () => scale(1.5) },
    { key: "-", group: "Picture", does: "farther", run: () => scale(1 / 1.5) },
    { key: "z", group: "Picture", does: "the whole picture", run: () => setZoom(null) },
    { key: "e", group: "Picture", does: "screen plane at the disparity under the pointer", run: () => {
      const disparity = reading?.inViews ?? null;
      if (disparity !== null) setLook({ shift: Math.round(disparity) });
    } },
    ...([["ArrowLeft", -1, 0], ["ArrowRight", 1, 0], ["ArrowUp", 0, -1], ["ArrowDown", 0, 1]] as const)
      .map(([key, x, y]) => ({
        key, shift: true, group: "Picture", does: "move the point that is read by 8 px",
        shown: key === "ArrowLeft" ? "Shift ← → ↑ ↓" : "", run: () => move(8 * x, 8 * y),
      })),
    ...([["h", -1, 0], ["l", 1, 0], ["i", 0, -1], ["k", 0, 1]] as const).map(([key, x, y]) => ({
      key, group: "Picture", does: "move the point that is read by 1 px", shown: key === "h" ? "H L I K" : "",
      run: () => move(x, y),
    })),
  ]);
  const sheet = (side: Side, label: string, children: ComponentChildren, over = false) => (
    <Sheet size={size} zoom={zoom} setZoom={change} label={label} lineY={point?.y ?? null}
      mark={markOf(point, reading, side)}
      point={(pixel) => {
        if (pinned) return;
        setByKey(false);
        setPoint(pixel && { ...pixel, side });
      }}
      pin={() => setPinned(!pinned)} over={over ? (now, room) => (
        <>
          <Divider at={(now.x + divider * size.width * now.scale) / room.width} set={(share) =>
            setDivider(Math.min(1, Math.max(0, (share * room.width - now.x) / (size.width * now.scale))))} />
          {look.view === "compare" && <Names />}
        </>
      ) : null}>
      {children}
    </Sheet>
  );
  return (
    <>
      <div class={two ? "stage two" : "stage"} ref={box} data-sample={shown.loaded.sample.id} data-view={look.view}>
        {two ? (look.view === "cross" ? (["right", "left"] as const) : (["left", "right"] as const)).map((side) =>
          sheet(side, `${side} view`, <View key={side} of={shown} look={look} tables={tables} side={side} />))
          : <One shown={shown} look={look} tables={tables} secondTables={secondTables} divider={divider}
            difference={difference} sheet={sheet} />}
      </div>
      <Readout reading={reading} side={point?.side ?? "left"} pinned={pinned} byKey={byKey} shown={shown}
        second={look.view === "compare" ? point && readSecond(shown, point, dataset) : undefined}
        difference={readDifference(look, shown, point, size, dataset)} />
    </>
  );
}

/** Views that fill the stage with one sheet. */
function One({ shown, look, tables, secondTables, divider, difference, sheet }: {
  shown: Shown;
  look: Look;
  tables: Tables;
  secondTables: Tables;
  divider: number;
  difference: Difference | null;
  sheet: (side: Side, label: string, children: ComponentChildren, over?: boolean) => ComponentChildren;
}) {
  const { left, right, second } = shown;
  const disparity = shown.fields.disparity;
  switch (look.view) {
    case "right":
      return <>{sheet("right", "right view", <View of={shown} look={look} tables={tables} side="right" />)}</>;
    case "anaglyph":
      return <>{sheet("left", "anaglyph for red-cyan glasses",
        left && right && <AnaglyphCanvas left={left} right={right} shift={look.shift} />)}</>;
    case "wiggle":
      return <Wiggle>{(showRight) => sheet("left", "left and right view in turn", left && right && (
        <>
          <ViewCanvas of={left} name="left" hidden={showRight} />
          <ViewCanvas of={right} name="right" shift={look.shift} hidden={!showRight} />
        </>
      ))}</Wiggle>;
    case "swipe":
      return <>{sheet("left", "left view, right of the divider the right view", left && right && (
        <><ViewCanvas of={left} name="left" /><ViewCanvas of={right} name="right" shift={look.shift} cut={divider} /></>
      ), true)}</>;
    case "compare":
      return <>{look.compare === "difference"
        ? sheet("left", "second − first disparity", difference && disparity && <DifferenceCanvas
          values={difference.values} width={disparity.width} height={disparity.height} max={look.differenceMax} />)
        : sheet(sideOf(look), `${sideOf(look)} view of the first dataset, right of the divider of the second`, second && (
          <>
            <View of={shown} look={look} tables={tables} side={sideOf(look)} />
            <Over shown={shown} cut={divider}>
              <View of={second} look={look} tables={secondTables} side={sideOf(look)} names="second-" />
            </Over>
          </>
        ), true)}</>;
    default:
      return <>{sheet("left", "left view", <View of={shown} look={look} tables={tables} side="left" />)}</>;
  }
}

/** A view with the layers that are on, where the dataset has them for this view. */
function View({ of, look, tables, side, names = "" }: {
  of: Pictured;
  look: Look;
  tables: Tables;
  side: Side;
  /** Stands before the names of its canvases. */
  names?: string;
}) {
  const picture = side === "left" ? of.left : of.right;
  return (
    <>
      {picture && <ViewCanvas of={picture} name={`${names}${side}`} />}
      {(Object.keys(tables) as LayerName[]).map((layer) => {
        const field = look.layers[layer] > 0 ? of.fields[fieldOf(layer, side)] : undefined;
        return field && (
          <FieldCanvas key={layer} of={field} table={tables[layer]} name={`${names}${layer}`}
            opacity={look.layers[layer]} />
        );
      })}
    </>
  );
}

/** Name of the picture a layer is drawn from. */
export function fieldOf(layer: LayerName, side: Side): FieldName {
  const name = layer === "sky" ? "mask" : layer;
  // The photometric error is of the left view only: the right one has nothing under this name.
  return side === "left" || name === "photometric" ? name : `${name}_right`;
}

type Tables = Readonly<Record<LayerName, Uint32Array>>;

function useTables(look: Look, span: Span, of: DisparityCode): Tables {
  const { dataset } = useViewer();
  const disparity = useMemo(() => disparityTable(look.map, span, of), [look.map, span.min, span.max, of.zero, of.per_px]);
  const residual = useMemo(() => residualTable(look.residualMax, dataset.residual_per_px), [look.residualMax]);
  const photometric = useMemo(() => photometricTable(look.photometricMax), [look.photometricMax]);
  const mask = useMemo(maskTable, []);
  const sky = useMemo(skyTable, []);
  return { disparity, residual, photometric, mask, sky };
}

function Wiggle({ children }: { children: (showRight: boolean) => ComponentChildren }) {
  const still = useMemo(() => window.matchMedia("(prefers-reduced-motion: reduce)").matches, []);
  const [runs, setRuns] = useState(!still);
  const [right, setRight] = useState(false);
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(() => setRight((shown) => !shown), wiggleMs);
    return () => clearInterval(timer);
  }, [runs]);
  useKeys([
    { key: "b", group: "Picture", does: "wiggle: stop and go", run: () => setRuns(!runs) },
    { key: "n", group: "Picture", does: "wiggle: the other view", run: () => {
      setRuns(false);
      setRight(!right);
    } },
  ]);
  return <>{children(right)}</>;
}

/** Moved by the pointer or by arrow keys. */
function Divider({ at, set }: { at: number; set: (share: number) => void }) {
  const line = useRef<HTMLDivElement>(null);
  const shareOf = (event: PointerEvent) => {
    const edge = line.current!.parentElement!.getBoundingClientRect();
    return (event.clientX - edge.left) / edge.width;
  };
  return (
    <div class="divider" ref={line} role="slider" tabIndex={0} aria-label="Divider" aria-valuemin={0}
      aria-valuemax={100} aria-valuenow={Math.round(100 * Math.min(1, Math.max(0, at)))}
      style={{ left: `${100 * at}%` }}
      onPointerDown={(event) => {
        event.stopPropagation();
        line.current!.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        event.stopPropagation();
        if (line.current!.hasPointerCapture(event.pointerId)) set(shareOf(event));
      }}
      onPointerUp={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        const step = event.key === "ArrowLeft" ? -0.02 : event.key === "ArrowRight" ? 0.02 : 0;
        if (step === 0) return;
        event.preventDefault();
        set(at + step);
      }} />
  );
}

function readPoint(
  shown: Shown, point: Point, size: { width: number; height: number }, dataset: Dataset,
): Reading {
  const of = (name: LayerName): Field | undefined => shown.fields[fieldOf(name, point.side)];
  return readingAt(point.x, point.y, size, {
    disparity: of("disparity"), residual: of("residual"), mask: of("mask"),
    photometric: point.side === "left" ? of("photometric") : undefined,
  }, dataset.disparity, dataset.residual_per_px, point.side === "right");
}

function markOf(point: Point | null, reading: Reading | null, side: Side): Mark | null {
  if (!point) return null;
  if (point.side === side) return { x: point.x, y: point.y, matched: false };
  return reading?.matched === null || !reading ? null : { x: reading.matched, y: point.y, matched: true };
}
