import { useEffect, useRef } from "preact/hooks";
import { fixed, notMeasured } from "../shared/format";
import { css, maskCodes } from "./colours";
import { percentOfWidth } from "./disparity";
import type { Reading } from "./paint";
import type { Shown } from "./shown";
import { disparityText, useViewer } from "./state";

/** Edge of the pieces around the point, px of the views, and how much they are enlarged. */
const piecePx = 21;
const pieceScale = 4;
/** The largest residual that a byte holds, px. */
const residualTop = 25.5;

/** What stands under the pointer, in numbers, and the two places of the views that the disparity says are one. */
export function Readout({ reading, side, pinned, byKey, shown, second, difference }: {
  reading: Reading | null;
  side: "left" | "right";
  pinned: boolean;
  byKey: boolean;
  shown: Shown;
  /** The same place in the compared dataset; undefined where nothing is compared. */
  second?: Reading | null | undefined;
  /** px of the compared dataset − this one; undefined where nothing is compared. */
  difference?: number | null | undefined;
}) {
  const { dataset } = useViewer();
  const percent = reading?.disparity === null || !reading ? null
    : percentOfWidth(reading.disparity, dataset.disparity, dataset.view.width);
  return (
    <div class="readout">
      <output aria-live={byKey ? "polite" : "off"} aria-label="Values under the pointer">
        <Item name="x">{reading ? reading.x : notMeasured}</Item>
        <Item name="y">{reading ? reading.y : notMeasured}</Item>
        <Item name="d" wide title="px of the views, % of the whole view's width">
          {disparityText(reading?.inViews ?? null, percent)}
        </Item>
        {dataset.disparity.scale !== 1 && (
          <Item name="d in the map" title={`px of the disparity picture, ${dataset.disparity.scale} × as wide as the views`}>
            {reading === null || reading.disparity === null ? notMeasured : `${fixed(reading.disparity, 2)}\u202fpx`}
          </Item>
        )}
        <Item name="residual">{residualText(reading)}</Item>
        <Item name="mask"><Code of={reading} /></Item>
        {reading?.photometric !== null && reading && (
          <Item name="photometric">{fixed(reading.photometric, 3)}</Item>
        )}
        <Item name={side === "left" ? "right view x" : "left view x"}>
          {reading?.matched === null || !reading ? notMeasured : fixed(reading.matched, 2)}
        </Item>
        <Item name="code">{reading?.code ?? notMeasured}</Item>
        {second !== undefined && (
          <>
            <Item name="second d">
              {second === null || second.inViews === null ? notMeasured : `${fixed(second.inViews, 2)}\u202fpx`}
            </Item>
            <Item name="second residual">{residualText(second)}</Item>
            <Item name="second mask"><Code of={second} /></Item>
          </>
        )}
        {difference !== undefined && (
          <Item name="second − first">{difference === null ? notMeasured : `${fixed(difference, 2)}\u202fpx`}</Item>
        )}
        {pinned && <span class="pinned">held; click to let go</span>}
      </output>
      {reading && <Pieces reading={reading} side={side} shown={shown} />}
    </div>
  );
}

function residualText(reading: Reading | null): string {
  const residual = reading?.residual ?? null;
  return residual === null ? notMeasured : `${residual >= residualTop ? "≥" : ""}${fixed(residual, 1)}\u202fpx`;
}

/** A mask code with its colour and its word. */
function Code({ of }: { of: Reading | null }) {
  const code = of?.mask ?? null;
  return code === null ? <>{notMeasured}</> : (
    <><i style={{ background: css(maskCodes[code]?.colour ?? [255, 255, 255]) }} aria-hidden="true" />
      {code} {maskCodes[code]?.word ?? "unknown"}</>
  );
}

function Item({ name, children, wide = false, title }: {
  name: string;
  children: preact.ComponentChildren;
  wide?: boolean;
  title?: string | undefined;
}) {
  return <span class={wide ? "item wide" : "item"} data-item={name} title={title}><small>{name}</small> <b>{children}</b></span>;
}

/** The point's surroundings in its view and those of its match in the other: equal where the disparity is right. */
function Pieces({ reading, side, shown }: { reading: Reading; side: "left" | "right"; shown: Shown }) {
  const [own, other] = side === "left" ? [shown.left, shown.right] : [shown.right, shown.left];
  return (
    <span class="pieces" aria-hidden="true">
      <Piece of={own} x={reading.x} y={reading.y} />
      <Piece of={reading.matched === null ? null : other} x={reading.matched ?? 0} y={reading.y} />
    </span>
  );
}

function Piece({ of, x, y }: { of: ImageBitmap | null; x: number; y: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const edge = piecePx * pieceScale;
  useEffect(() => {
    const context = canvas.current!.getContext("2d")!;
    context.clearRect(0, 0, edge, edge);
    if (!of) return;
    context.imageSmoothingEnabled = false;
    const half = (piecePx - 1) / 2;
    context.drawImage(of, x - half, y - half, piecePx, piecePx, 0, 0, edge, edge);
    context.strokeStyle = "#fff";
    context.strokeRect(half * pieceScale - 0.5, half * pieceScale - 0.5, pieceScale + 1, pieceScale + 1);
  }, [of, x, y]);
  return <canvas ref={canvas} width={edge} height={edge} />;
}
