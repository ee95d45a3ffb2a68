import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { CloudView } from "./cloud-gl";
import { PointCloud } from "./cloud-gl";
import { quantile } from "./disparity";
import { useKeys } from "./keys";
import { messageOf } from "./server";
import type { Shown } from "./shown";
import { px, useViewer } from "./state";
import { useSize } from "./virtual";

const restMs = 250;
const yawMax = 1.2;
const straight = { yaw: 0, pitch: 0, distance: 1 };

/** The disparity in space: points that are turned and zoomed, or the picture tilted by its disparity. */
export function Cloud({ shown, tilt, shift, setShift }: {
  shown: Shown;
  tilt: boolean;
  /** Disparity in the screen, px of the views. */
  shift: number;
  setShift: (shift: number) => void;
}) {
  const { dataset } = useViewer();
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const room = useSize(frame);
  const cloud = useRef<PointCloud | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [turn, setTurn] = useState(straight);
  const [turning, setTurning] = useState(false);
  const [sky, setSky] = useState(false);
  const [invalid, setInvalid] = useState(false);
  const [pointSize, setPointSize] = useState(1);
  const { disparity, mask } = shown.fields;
  const reach = useMemo(() => disparity ? {
    far: (quantile(disparity.values, dataset.disparity, 0.01) ?? 0) / dataset.disparity.scale,
    middle: (quantile(disparity.values, dataset.disparity, 0.5) ?? 0) / dataset.disparity.scale,
    near: (quantile(disparity.values, dataset.disparity, 0.99) ?? 1) / dataset.disparity.scale,
  } : null, [disparity]);
  const range = reach ? Math.max(1, reach.near - reach.far) : 1;
  const [behind, setBehind] = useState(0.7);
  const horizon = reach ? reach.far - behind * range : 0;
  const [loads, setLoads] = useState(0);

  useLayoutEffect(() => {
    try {
      cloud.current = new PointCloud(canvas.current!);
    } catch (error) {
      setFault(messageOf(error));
    }
    const lost = (event: Event) => {
      event.preventDefault();
      setFault("The browser took the picture away (WebGL context lost): load the page again.");
    };
    canvas.current!.addEventListener("webglcontextlost", lost);
    return () => cloud.current?.free();
  }, []);
  useLayoutEffect(() => {
    if (!cloud.current || !shown.left || !disparity) return;
    const { disparity_right: other, mask_right: otherMask } = shown.fields;
    cloud.current.load({ picture: shown.left, disparity, mask: mask ?? null },
      tilt && shown.right && other ? { picture: shown.right, disparity: other, mask: otherMask ?? null } : null);
    setLoads((times) => times + 1);
  }, [shown, tilt]);
  useLayoutEffect(() => {
    const to = canvas.current!;
    if (!cloud.current || !reach || room.width === 0) return;
    const dense = Math.min(2, devicePixelRatio);
    const [width, height] = [Math.round(room.width * dense), Math.round(room.height * dense)];
    if (to.width !== width) to.width = width;
    if (to.height !== height) to.height = height;
    const pivot = Math.max(horizon + 0.05 * range, reach.middle);
    const view: CloudView = {
      kind: tilt ? "tilt" : "space", ...turn, horizon: tilt ? shift : horizon, pivot, sky, invalid, pointSize,
    };
    // Drawn with the next picture of the screen, however many events come before it.
    const drawing = requestAnimationFrame(() => {
      cloud.current?.draw(view, dataset.disparity, turning && !tilt, [0.07, 0.08, 0.09]);
      to.dataset["drawn"] = JSON.stringify(turn);
    });
    return () => cancelAnimationFrame(drawing);
  }, [loads, room.width, room.height, turn, turning, sky, invalid, pointSize, horizon, shift, tilt]);

  const change = (yaw: number, pitch: number, factor = 1) => {
    setTurning(true);
    setTurn((old) => ({
      yaw: Math.min(yawMax, Math.max(-yawMax, old.yaw + yaw)),
      pitch: Math.min(yawMax, Math.max(-yawMax, old.pitch + pitch)),
      distance: Math.min(4, Math.max(0.15, old.distance * factor)),
    }));
  };
  useEffect(() => {
    if (!turning) return;
    const timer = setTimeout(() => setTurning(false), restMs);
    return () => clearTimeout(timer);
  }, [turn]);
  useCloudKeys(tilt, change, () => setTurn(straight), () => setSky(!sky), () => setInvalid(!invalid));
  const handlers = usePointer(frame, tilt, room, change, setTurn);
  return (
    <>
      <div class="stage" data-sample={shown.loaded.sample.id} data-view={tilt ? "tilt" : "cloud"}>
        <div class="frame turns" ref={frame} {...handlers}>
          <canvas ref={canvas} data-picture="points" role="img" aria-label={tilt
            ? "Left view, moved by its disparity" : "Point cloud of the disparity, coloured by the left view"} />
          {fault !== null && <p class="none" role="alert">{fault}</p>}
        </div>
      </div>
      <div class="readout cloud-bar">
        {tilt ? (
          <Slider title="Screen plane" unit={px(shift)} value={shift} min={Math.floor((reach?.far ?? -10) - range / 2)}
            max={Math.ceil((reach?.near ?? 10) + range / 2)} step={1} set={setShift} />
        ) : (
          <Slider title="Convergence: infinitely far at" unit={`d = ${px(Math.round(10 * horizon) / 10)}`}
            value={behind} min={0.05} max={4} step={0.05} set={setBehind} />
        )}
        {!tilt && <Slider title="Points" unit={`× ${pointSize}`} value={pointSize} min={0.5} max={3} step={0.25}
          set={setPointSize} />}
        {!tilt && <Check title="sky" on={sky} set={setSky} />}
        {!tilt && <Check title="invalid, filled along rows" on={invalid} set={setInvalid} />}
        <button type="button" onClick={() => setTurn(straight)}>Straight</button>
        <span class="soft">{tilt ? "Move the pointer over the picture, or use arrow keys with Shift."
          : "Drag turns, the wheel zooms. A film's disparity has an unknown shift: shapes hold only up to it."}</span>
      </div>
    </>
  );
}

function useCloudKeys(
  tilt: boolean, change: (yaw: number, pitch: number, factor?: number) => void, straighten: () => void,
  sky: () => void, invalid: () => void,
): void {
  const step = tilt ? 0.15 : 0.08;
  useKeys([
    ...([["ArrowLeft", -step, 0], ["ArrowRight", step, 0], ["ArrowUp", 0, -step], ["ArrowDown", 0, step]] as const)
      .map(([key, yaw, pitch]) => ({
        key, shift: true, group: "Points", does: "turn", shown: key === "ArrowLeft" ? "Shift ← → ↑ ↓" : "",
        run: () => change(yaw, pitch),
      })),
    { key: "+", group: "Points", does: "closer", run: () => change(0, 0, 0.9) },
    { key: "=", group: "Points", does: "closer", shown: "", run: () => change(0, 0, 0.9) },
    { key: "-", group: "Points", does: "farther", run: () => change(0, 0, 1 / 0.9) },
    { key: "z", group: "Points", does: "as the camera saw it", run: straighten },
    ...tilt ? [] : [
      { key: "k", shift: true, group: "Points", does: "sky on and off", run: sky },
      { key: "i", shift: true, group: "Points", does: "invalid points on and off", run: invalid },
    ],
  ]);
}

function usePointer(
  frame: { current: HTMLElement | null }, tilt: boolean, room: { width: number; height: number },
  change: (yaw: number, pitch: number, factor?: number) => void,
  setTurn: (turn: { yaw: number; pitch: number; distance: number }) => void,
) {
  const down = useRef(new Map<number, { x: number; y: number }>());
  const zoomTo = useRef(change);
  zoomTo.current = change;
  useEffect(() => {
    const box = frame.current!;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      zoomTo.current(0, 0, Math.exp(event.deltaY * (event.deltaMode === 1 ? 0.04 : 0.0012)));
    };
    box.addEventListener("wheel", wheel, { passive: false });
    return () => box.removeEventListener("wheel", wheel);
  }, []);
  return {
    onPointerDown: (event: PointerEvent) => {
      frame.current!.setPointerCapture(event.pointerId);
      down.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    },
    onPointerMove: (event: PointerEvent) => {
      const edge = frame.current!.getBoundingClientRect();
      if (tilt) {
        setTurn({
          yaw: (event.clientX - edge.left) / edge.width * 2 - 1,
          pitch: (event.clientY - edge.top) / edge.height - 0.5,
          distance: 1,
        });
        return;
      }
      const from = down.current.get(event.pointerId);
      if (!from) return;
      const other = [...down.current].find(([id]) => id !== event.pointerId)?.[1];
      const to = { x: event.clientX, y: event.clientY };
      if (other) {
        change(0, 0, Math.hypot(from.x - other.x, from.y - other.y)
          / Math.max(1, Math.hypot(to.x - other.x, to.y - other.y)));
      } else {
        change((to.x - from.x) / room.width * 2, (to.y - from.y) / room.height * 2);
      }
      down.current.set(event.pointerId, to);
    },
    onPointerUp: (event: PointerEvent) => void down.current.delete(event.pointerId),
    onPointerCancel: (event: PointerEvent) => void down.current.delete(event.pointerId),
  };
}

function Slider({ title, unit, value, min, max, step, set }: {
  title: string;
  unit: string;
  value: number;
  min: number;
  max: number;
  step: number;
  set: (value: number) => void;
}) {
  return (
    <label class="slider">
      <span>{title} <b>{unit}</b></span>
      <input type="range" min={min} max={max} step={step} value={value}
        onInput={(event) => set(Number(event.currentTarget.value))} />
    </label>
  );
}

function Check({ title, on, set }: { title: string; on: boolean; set: (on: boolean) => void }) {
  return (
    <label class="check">
      <input type="checkbox" checked={on} onChange={(event) => set(event.currentTarget.checked)} /> {title}
    </label>
  );
}
