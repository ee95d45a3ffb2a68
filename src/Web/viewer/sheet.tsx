import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useSize } from "./virtual";
import type { Size, Zoom } from "./zoom";
import { fitted, moved, pixelAt, placeOf, zoomed } from "./zoom";

/** px the pointer may move between down and up and still be a click. */
const clickPx = 4;

export interface Mark {
  readonly x: number;
  readonly y: number;
  /** The other view's point that belongs to the one under the pointer. */
  readonly matched: boolean;
}

/** One picture of the stage: canvases over one another, turned to the same part by all sheets of the stage. */
export function Sheet({ size, zoom, setZoom, mark, lineY, point, pin, label, children, over }: {
  size: Size;
  /** Null: the whole picture. */
  zoom: Zoom | null;
  setZoom: (change: (zoom: Zoom | null) => Zoom | null) => void;
  mark: Mark | null;
  /** Row of an epipolar line; null: none. */
  lineY: number | null;
  /** Called with the pixel under the pointer, null beside the picture. */
  point: (pixel: { x: number; y: number } | null) => void;
  pin: () => void;
  label: string;
  children: ComponentChildren;
  /** What lies over the picture and can be used; null: nothing. */
  over: ((zoom: Zoom, frame: Size) => ComponentChildren) | null;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const room = useSize(frame);
  const there = room.width > 0 && room.height > 0;
  const now = zoom ?? fitted(size, room);
  const pointers = usePointers(frame, now, size, room, setZoom, point, pin);
  const at = mark && placeOf(now, mark.x, mark.y);
  const line = lineY === null ? null : placeOf(now, 0, lineY).y;
  return (
    <div class={zoom ? "frame" : "frame whole"} ref={frame} role={over ? "group" : "img"} aria-label={label} {...pointers}>
      {there && (
        <div class={now.scale * devicePixelRatio >= 2 ? "picture-sheet coarse" : "picture-sheet"} style={{
          width: `${size.width}px`, height: `${size.height}px`,
          transform: `translate(${now.x}px, ${now.y}px) scale(${now.scale})`,
        }}>
          {children}
        </div>
      )}
      {there && line !== null && <span class="epipolar" style={{ transform: `translateY(${line}px)` }} />}
      {there && at && (
        <span class={mark.matched ? "cross matched" : "cross"}
          style={{ transform: `translate(${at.x}px, ${at.y}px)` }} />
      )}
      {there && over?.(now, room)}
    </div>
  );
}

/** Wheel and two fingers zoom, a drag moves, a click pins. */
function usePointers(
  frame: { current: HTMLDivElement | null }, now: Zoom, size: Size, room: Size,
  setZoom: (change: (zoom: Zoom | null) => Zoom | null) => void,
  point: (pixel: { x: number; y: number } | null) => void, pin: () => void,
) {
  const down = useRef(new Map<number, { x: number; y: number }>());
  const way = useRef(0);
  const within = useRef(room);
  within.current = room;
  const place = (event: { clientX: number; clientY: number }) => {
    const edge = frame.current!.getBoundingClientRect();
    return { x: event.clientX - edge.left, y: event.clientY - edge.top };
  };
  useEffect(() => {
    const box = frame.current!;
    // Preact's own listeners may not keep the page from scrolling.
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      const factor = Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0018));
      const at = place(event);
      setZoom((zoom) => zoomed(zoom ?? fitted(size, within.current), factor, at, size, within.current));
    };
    box.addEventListener("wheel", turn, { passive: false });
    return () => box.removeEventListener("wheel", turn);
  }, [size.width, size.height, setZoom]);
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      frame.current!.setPointerCapture(event.pointerId);
      down.current.set(event.pointerId, place(event));
      way.current = 0;
    },
    onPointerMove: (event: PointerEvent) => {
      const to = place(event);
      const from = down.current.get(event.pointerId);
      if (from) {
        down.current.set(event.pointerId, to);
        way.current += Math.hypot(to.x - from.x, to.y - from.y);
        const other = [...down.current].find(([id]) => id !== event.pointerId)?.[1];
        setZoom((zoom) => {
          const old = zoom ?? fitted(size, room);
          if (!other) return zoom && moved(old, to.x - from.x, to.y - from.y, size, room);
          const factor = Math.hypot(to.x - other.x, to.y - other.y)
            / Math.max(1, Math.hypot(from.x - other.x, from.y - other.y));
          return zoomed(old, factor, other, size, room);
        });
      }
      point(pixelAt(now, to, size));
    },
    onPointerUp: (event: PointerEvent) => {
      if (down.current.delete(event.pointerId) && way.current <= clickPx) {
        point(pixelAt(now, place(event), size));
        pin();
      }
    },
    onPointerCancel: (event: PointerEvent) => void down.current.delete(event.pointerId),
    onPointerLeave: () => point(null),
    onDblClick: (event: MouseEvent) => {
      const at = place(event);
      setZoom((zoom) => zoom ? null : zoomed(now, 4, at, size, room));
    },
  };
}
