/** Two datasets at the same frame: the pictures of the second lie over those of the first, right of a divider. */

import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { Cut } from "../shared/text";
import type { Look } from "./address";
import { sideOf } from "./address";
import { mapColours } from "./colours";
import type { CodedPicture, Difference, Placed, Span } from "./disparity";
import { differenceAt, differenceOf, here, placedOver } from "./disparity";
import type { Dataset } from "./documents";
import { Scale } from "./layer-bar";
import type { Field, Reading } from "./paint";
import { readingAt } from "./paint";
import type { FieldName } from "./pictures";
import type { Pictured, Shown } from "./shown";
import { px, useViewer } from "./state";
import type { Size } from "./zoom";

/** How the second's views lie over the first's. */
export function placedSecond(shown: Shown, dataset: Dataset): Placed {
  return shown.second && dataset.compare
    ? placedOver({ crop: shown.loaded.sample.crop, viewWidth: dataset.view.width },
      { crop: shown.second.loaded.sample.crop, viewWidth: dataset.compare.view.width })
    : here;
}

/** The window of the second's disparity colours that gives equal depths equal colours, px of its picture. */
export function secondSpan(span: Span, shown: Shown, dataset: Dataset): Span {
  const factor = (dataset.compare?.disparity.scale ?? 1) / (dataset.disparity.scale * placedSecond(shown, dataset).scale);
  return { min: factor * span.min, max: factor * span.max };
}

/** What lies over the first's pictures, right of the divider. */
export function Over({ shown, cut, children }: {
  shown: Shown;
  /** Share of the first's width, from the left, that is not covered. */
  cut: number;
  children: ComponentChildren;
}) {
  const { dataset } = useViewer();
  const placed = placedSecond(shown, dataset);
  const size = sizeOf(shown.second!);
  return (
    <div class="second" style={{ clipPath: `inset(0 0 0 ${100 * cut}%)` }}>
      <div style={{
        left: `${placed.x}px`, top: `${placed.y}px`,
        width: `${placed.scale * size.width}px`, height: `${placed.scale * size.height}px`,
      }}>{children}</div>
    </div>
  );
}

/** Which side is which dataset. */
export function Names() {
  const { dataset } = useViewer();
  return (
    <>
      <span class="which first"><Cut text={dataset.name} max={24} /></span>
      <span class="which other"><Cut text={dataset.compare?.name ?? ""} max={24} /></span>
    </>
  );
}

/** The second's values at a point of the first's view; null beside its picture. */
export function readSecond(
  shown: Shown, point: { x: number; y: number; side: "left" | "right" }, dataset: Dataset,
): Reading | null {
  if (!shown.second || !dataset.compare) return null;
  const placed = placedSecond(shown, dataset);
  const size = sizeOf(shown.second);
  const x = Math.floor((point.x + 0.5 - placed.x) / placed.scale);
  const y = Math.floor((point.y + 0.5 - placed.y) / placed.scale);
  if (x < 0 || y < 0 || x >= size.width || y >= size.height) return null;
  const of = (name: "disparity" | "mask" | "residual"): Field | undefined =>
    shown.second!.fields[point.side === "left" ? name : `${name}_right` as FieldName];
  return readingAt(x, y, size, { disparity: of("disparity"), mask: of("mask"), residual: of("residual") },
    dataset.compare.disparity, dataset.residual_per_px, point.side === "right");
}

/** Second − first of the left views' disparities, where it is drawn. */
export function useDifference(look: Look, shown: Shown): Difference | null {
  const { dataset } = useViewer();
  const draws = look.view === "compare" && look.compare === "difference";
  return useMemo(() => {
    const both = draws ? disparitiesOf(shown, dataset) : null;
    return both && differenceOf(both.first, both.second, placedSecond(shown, dataset));
  }, [draws, shown.fields.disparity, shown.second?.fields.disparity]);
}

/** Second − first at a point of the first's left view; null where either has no value, undefined where nothing is
 * compared there. */
export function readDifference(
  look: Look, shown: Shown, point: { x: number; y: number } | null, size: Size, dataset: Dataset,
): number | null | undefined {
  const both = look.view === "compare" && sideOf(look) === "left" ? disparitiesOf(shown, dataset) : null;
  if (!both) return undefined;
  const { first, second } = both;
  return point && differenceAt(first, second, Math.floor((point.x + 0.5) * first.width / size.width),
    Math.floor((point.y + 0.5) * first.height / size.height), placedSecond(shown, dataset));
}

function disparitiesOf(shown: Shown, dataset: Dataset): { first: CodedPicture; second: CodedPicture } | null {
  const [own, other] = [shown.fields.disparity, shown.second?.fields.disparity];
  return own && other && dataset.compare ? {
    first: { ...own, codes: own.values, of: dataset.disparity },
    second: { ...other, codes: other.values, of: dataset.compare.disparity },
  } : null;
}

/** Colours and figures of the difference. */
export function DifferenceBar({ of, look, setLook }: {
  of: Difference;
  look: Look;
  setLook: (change: Partial<Look>) => void;
}) {
  return (
    <div class="layers">
      <Scale title="second − first" colours={mapColours("diverging")} min={px(-look.differenceMax)}
        max={px(look.differenceMax)} value={look.differenceMax} least={0.05} most={500} unit="px"
        set={(differenceMax) => setLook({ differenceMax })} />
      <p class="soft" role="status">
        {of.pixels === 0 ? "no pixel has a value in both" : (
          <>median {px(of.median ?? 0)} · half of the pixels within {px(of.typical ?? 0)} · 95 % within{" "}
            {px(of.large ?? 0)} · {of.pixels.toLocaleString("en")} pixels with a value in both</>
        )}
      </p>
    </div>
  );
}

function sizeOf(second: Pictured): Size {
  const entry = second.loaded.sample.pictures["left"];
  return { width: entry?.width ?? 1, height: entry?.height ?? 1 };
}
