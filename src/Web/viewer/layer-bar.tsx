import { fixed } from "../shared/format";
import { css, heat, mapColours, mapNames, maskCodes, noValue } from "./colours";
import type { Colour } from "./colours";
import type { LayerName, Look } from "./address";
import { layerNames, sideOf } from "./address";
import type { Span } from "./disparity";
import { percentOfWidth } from "./disparity";
import { useKeys } from "./keys";
import { NumberField } from "./number-field";
import { fieldOf } from "./stage";
import type { Shown } from "./shown";
import { px, useViewer } from "./state";

const titles: Readonly<Record<LayerName, string>> = {
  disparity: "disparity", residual: "residual", mask: "mask codes", sky: "sky", photometric: "photometric error",
};
const keys: Readonly<Record<LayerName, string>> = {
  disparity: "d", residual: "r", mask: "m", sky: "s", photometric: "p",
};
const usualOpacity: Readonly<Record<LayerName, number>> = {
  disparity: 100, residual: 85, mask: 70, sky: 70, photometric: 85,
};
const mapTitles = { turbo: "turbo", diverging: "blue–red around the screen", grey: "grey" } as const;

/** Which layers lie over the view, how strongly, and what their colours mean. */
export function LayerBar({ shown, look, setLook, window: span, own }: {
  shown: Shown;
  look: Look;
  setLook: (change: Partial<Look>) => void;
  /** Window of the disparity's colours that is used, and the one of this picture, px. */
  window: Span;
  own: Span;
}) {
  const side = sideOf(look);
  // A comparison draws what both datasets have.
  const datasets = look.view === "compare" && shown.second ? [shown.loaded, shown.second.loaded] : [shown.loaded];
  const has = (layer: LayerName) => datasets.every((loaded) => loaded.has(fieldOf(layer, side)))
    && !(side === "right" && layer === "photometric");
  const turn = (layer: LayerName) => setLook({
    layers: { ...look.layers, [layer]: look.layers[layer] > 0 ? 0 : usualOpacity[layer] },
  });
  useKeys([
    ...layerNames.map((layer) => ({
      key: keys[layer], group: "Layers", does: titles[layer], run: () => has(layer) && turn(layer),
    })),
    { key: "v", group: "Layers", does: "the next colours of disparity", run: () =>
      setLook({ map: mapNames[(mapNames.indexOf(look.map) + 1) % mapNames.length]! }) },
    { key: "w", group: "Layers", does: "window of this frame, or held as it is", run: () =>
      setLook({ window: look.window ? null : own }) },
  ]);
  const layered = ["left", "right", "parallel", "cross"].includes(look.view)
    || look.view === "compare" && look.compare !== "difference";
  const shows = (layer: LayerName) => look.layers[layer] > 0 && has(layer);
  if (!layered) return null;
  return (
    <div class="layers">
      <ul aria-label="Layers">
        {layerNames.map((layer) => (
          <li key={layer}>
            <button type="button" aria-pressed={look.layers[layer] > 0} disabled={!has(layer)}
              onClick={() => turn(layer)} title={has(layer) ? `${titles[layer]} (${keys[layer].toUpperCase()})` : "This view has no such layer"}>
              {titles[layer]}
            </button>
            {look.layers[layer] > 0 && (
              <input type="range" min={5} max={100} step={5} value={look.layers[layer]}
                aria-label={`Opacity of ${titles[layer]}, %`} title={`${look.layers[layer]} %`} onInput={(event) =>
                  setLook({ layers: { ...look.layers, [layer]: Number(event.currentTarget.value) } })} />
            )}
          </li>
        ))}
      </ul>
      {shows("disparity") && (
        <DisparityScale look={look} setLook={setLook} span={span} own={own} />
      )}
      {shows("residual") && (
        <Scale title="residual" colours={heat} min="0" max={px(look.residualMax)} value={look.residualMax} least={0.1}
          most={25.5} unit="px" set={(residualMax) => setLook({ residualMax })} />
      )}
      {shows("photometric") && (
        <Scale title="photometric error" colours={heat} min="0" max={String(look.photometricMax)} least={0.01} most={1}
          value={look.photometricMax} unit="0…1" set={(photometricMax) => setLook({ photometricMax })} />
      )}
      {(shows("mask") || shows("sky")) && (
        <ul class="codes" aria-label="Colours of the mask codes">
          {maskCodes.map(({ colour, word }, code) => (shows("mask") && code > 0 || code === 4) && (
            <li key={word}><i style={{ background: css(colour) }} aria-hidden="true" />{code} {word}</li>
          ))}
          {shows("mask") && <li class="soft">0 valid: clear</li>}
        </ul>
      )}
    </div>
  );
}

/** Colours of the disparity, with the window that a person may set. */
function DisparityScale({ look, setLook, span, own }: {
  look: Look;
  setLook: (change: Partial<Look>) => void;
  span: Span;
  own: Span;
}) {
  const { dataset } = useViewer();
  const percent = (value: number) =>
    `${fixed(percentOfWidth(value, dataset.disparity, dataset.view.width), 2)}\u202f%`;
  const set = (min: number | null, max: number | null) => {
    if (min === null || max === null) setLook({ window: null });
    else if (max > min) setLook({ window: { min, max } });
  };
  const round = (value: number) => Math.round(100 * value) / 100;
  const small = dataset.disparity.scale !== 1;
  const zero = span.min < 0 && span.max > 0 ? 100 * -span.min / (span.max - span.min) : null;
  return (
    <div class="scale" role="group" aria-label="Colours of the disparity">
      <label>
        <span class="soft">far</span>
        <NumberField value={round(span.min)} label="Disparity at the far end, px" set={(min) => set(min, span.max)} />
      </label>
      <span class="ramp" style={{ background: gradient(mapColours(look.map)) }}>
        {zero !== null && <i style={{ left: `${zero}%` }} title="0 px: the screen" />}
      </span>
      <label>
        <NumberField value={round(span.max)} label="Disparity at the near end, px" set={(max) => set(span.min, max)} />
        <span class="soft" title={small ? "px of the disparity picture, which is smaller than the views" : undefined}>
          near, px{small && " of the map"}
        </span>
      </label>
      <span class="soft">{percent(span.min)} … {percent(span.max)}</span>
      <button type="button" aria-pressed={look.window === null} title="Window of this frame (W)"
        onClick={() => setLook({ window: look.window ? null : own })}>auto</button>
      <select value={look.map} aria-label="Colours" onChange={(event) =>
        setLook({ map: mapNames.find((name) => name === event.currentTarget.value) ?? "turbo" })}>
        {mapNames.map((name) => <option key={name} value={name}>{mapTitles[name]}</option>)}
      </select>
      <span class="none-colour"><i style={{ background: css(noValue[look.map]) }} aria-hidden="true" />no value</span>
    </div>
  );
}

export function Scale({ title, colours, min, max, value, least, most, unit, set }: {
  title: string;
  colours: readonly Colour[];
  min: string;
  max: string;
  value: number;
  least: number;
  most: number;
  unit: string;
  set: (value: number) => void;
}) {
  return (
    <div class="scale" role="group" aria-label={`Colours of the ${title}`}>
      <span class="soft">{title} {min}</span>
      <span class="ramp" style={{ background: gradient(colours) }} />
      <label>
        <NumberField value={value} label={`${title} at the end, ${unit}`} title={max}
          set={(next) => set(Math.min(most, Math.max(least, next ?? value)))} />
        <span class="soft">{unit}</span>
      </label>
    </div>
  );
}

function gradient(colours: readonly Colour[]): string {
  return `linear-gradient(90deg, ${colours.filter((_, level) => level % 17 === 0).map(css).join(", ")})`;
}
