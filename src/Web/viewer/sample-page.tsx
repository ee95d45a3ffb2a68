import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { time } from "../shared/format";
import { Cut } from "../shared/text";
import type { CompareKind, Look, ViewName } from "./address";
import { compareKinds, layerNames, sideOf, viewNames } from "./address";
import { Cloud } from "./cloud";
import { DifferenceBar, useDifference } from "./compare";
import { LayerBar } from "./layer-bar";
import { Decode } from "./decode";
import { windowOf } from "./disparity";
import type { Row, RowPage, Sample } from "./documents";
import { getJson } from "./server";
import { neighbour } from "./jump";
import { useKeys } from "./keys";
import { Copies, Fate, Figures, Flags } from "./panels";
import type { Shown } from "./shown";
import { useShown } from "./shown";
import { Stage } from "./stage";
import { px, useViewer } from "./state";
import { Thumb } from "./thumbs";

const viewTitles: Readonly<Record<ViewName, string>> = {
  left: "left", right: "right", anaglyph: "anaglyph", wiggle: "wiggle", parallel: "side by side", cross: "cross-eyed",
  swipe: "swipe", cloud: "3-D points", tilt: "tilt", compare: "compare",
};
const compareTitles: Readonly<Record<CompareKind, string>> = {
  swipe: "left views", right: "right views", difference: "difference",
};
const shiftedViews: readonly ViewName[] = ["anaglyph", "wiggle", "swipe"];
/** Slowest and fastest step of a clip that plays, ms. */
const playMs = { least: 60, most: 1000 };
const emptyWindow = { min: -10, max: 10 };

/** One frame: its pictures, its figures, its flags. */
export function SamplePage({ id }: { id: string }) {
  const { place, go, dataset, onFlag, say } = useViewer();
  const look = place.look;
  const [version, setVersion] = useState(0);
  const [panel, setPanel] = useState(true);
  const { shown, fault } = useShown(id, look, version);
  useEffect(() => onFlag((answer) => {
    if (answer.id === id) setVersion((old) => old + 1);
  }), [id]);
  const setLook = (change: Partial<Look>) => go({ look: { ...place.look, ...change } }, "replace");
  const sample = shown?.loaded.sample ?? null;
  const open = (to: string | null | undefined) => {
    if (to) go({ sample: to }, "replace");
  };
  const [plays, setPlays] = usePlay(shown, id, open);
  const step = async (by: 1 | -1) => {
    const to = await neighbour(id, place.filter, by);
    if (to) open(to);
    else say(by > 0 ? "This is the last one of the list." : "This is the first one of the list.");
  };
  const view = (name: ViewName) => {
    if (name === "compare" && !dataset.compare) return;
    // Views of one film are alike: what is compared first is what was made of them.
    const bare = name === "compare" && look.view !== name && layerNames.every((layer) => look.layers[layer] === 0);
    setLook({ view: name, ...bare ? { layers: { ...look.layers, disparity: 100 } } : {} });
  };
  useKeys([
    { key: "Escape", group: "Frame", does: "back to the grid", run: () => go({ sample: null }) },
    { key: "ArrowLeft", group: "Frame", does: "previous frame of the clip", run: () => open(sample?.previous) },
    { key: "ArrowRight", group: "Frame", does: "next frame of the clip", run: () => open(sample?.next) },
    { key: "ArrowUp", group: "Frame", does: "previous one of the list", run: () => void step(-1) },
    { key: "ArrowDown", group: "Frame", does: "next one of the list", run: () => void step(1) },
    { key: " ", group: "Frame", does: "play the clip, stop", run: () => setPlays(!plays) },
    { key: "y", group: "Frame", does: "figures, flags and copies: show or hide", run: () => setPanel(!panel) },
    ...look.view === "compare" ? [{
      key: "q", group: "View", does: "compare: left views, right views, difference", run: () => setLook({
        compare: compareKinds[(compareKinds.indexOf(look.compare) + 1) % compareKinds.length]!,
      }),
    }] : [],
    ...viewNames.map((name, index) => ({
      key: String((index + 1) % 10), group: "View", does: viewTitles[name], run: () => view(name),
      ...name === "compare" && !dataset.compare ? { shown: "" } : {},
    })),
  ]);
  if (!shown || !sample) {
    return <main class="sample"><p class="none" role={fault ? "alert" : "status"}>{fault ?? "Loading…"}</p></main>;
  }
  return (
    <main class={panel ? "sample" : "sample without-panel"} aria-label={`Sample ${id}`}>
      <div class="looked-at">
        <Title sample={sample} plays={plays} play={() => setPlays(!plays)} open={open} fault={fault} />
        {shown.left && <ViewBar look={look} view={view} setLook={setLook} />}
        {shown.left
          ? <Pictures shown={shown} look={look} setLook={setLook} />
          : <Decode key={sample.id} sample={sample} done={() => setVersion((old) => old + 1)} />}
        <Clip sample={sample} open={open} />
      </div>
      <aside aria-label="Figures, flags and copies">
        <Fate sample={sample} />
        <Flags sample={sample} />
        <Figures sample={sample} />
        <Copies sample={sample} />
      </aside>
    </main>
  );
}

function Pictures({ shown, look, setLook }: { shown: Shown; look: Look; setLook: (change: Partial<Look>) => void }) {
  const { dataset } = useViewer();
  const disparity = sideOf(look) === "right" ? shown.fields.disparity_right : shown.fields.disparity;
  const own = useMemo(() => disparity && windowOf(disparity.values, dataset.disparity), [disparity]) ?? emptyWindow;
  const span = look.window ?? own;
  const difference = useDifference(look, shown);
  const spatial = look.view === "cloud" || look.view === "tilt";
  if (spatial && !shown.fields.disparity) return <p class="decode">This frame has no disparity: it was rejected.</p>;
  if (look.view === "compare" && !shown.second) {
    return <p class="decode">{dataset.compare?.name ?? "The second dataset"} has not kept this frame.</p>;
  }
  return (
    <>
      {spatial
        ? <Cloud shown={shown} tilt={look.view === "tilt"} shift={look.shift} setShift={(shift) => setLook({ shift })} />
        : <Stage shown={shown} look={look} setLook={setLook} window={span} difference={difference} />}
      {!spatial && shown.loaded.sample.kept && (
        <LayerBar shown={shown} look={look} setLook={setLook} window={span} own={own} />
      )}
      {look.view === "compare" && look.compare === "difference" && difference && (
        <DifferenceBar of={difference} look={look} setLook={setLook} />
      )}
    </>
  );
}

function Title({ sample, plays, play, open, fault }: {
  sample: Sample;
  plays: boolean;
  play: () => void;
  open: (id: string | null) => void;
  fault: string | null;
}) {
  const { go, place } = useViewer();
  return (
    <div class="bar title">
      <button type="button" aria-label="Back to the grid" title="Back (Esc)"
        onClick={() => go({ sample: null })}>←</button>
      <h2>
        <button type="button" class="plain" onClick={() => go({
          sample: null, level: "shots", at: 0, filter: { ...place.filter, film: sample.film, shot: null },
        })}><Cut text={sample.film} max={36} /></button>
        <span class="soft"> / </span>{sample.frame}
      </h2>
      <span class="soft">
        {time(sample.time_s)} · chapter {sample.chapter} ·{" "}
        <button type="button" class="plain" onClick={() => go({
          sample: null, level: "samples", at: 0, filter: { ...place.filter, film: sample.film, shot: sample.shot },
        })}>shot {sample.shot}</button> · clip {sample.clip} · {sample.split}
      </span>
      {sample.flags.length > 0 && <span class="mark" role="img" aria-label="flagged">⚑</span>}
      <span class="room" />
      {fault !== null && <span class="fault" role="alert">{fault}</span>}
      <span class="switch" role="group" aria-label="Frames of the clip">
        <button type="button" disabled={!sample.previous} onClick={() => open(sample.previous)}
          aria-label="Previous frame of the clip">‹</button>
        <button type="button" aria-pressed={plays} onClick={play} aria-label={plays ? "Stop" : "Play the clip"}>
          {plays ? "❚❚" : "▶"}
        </button>
        <button type="button" disabled={!sample.next} onClick={() => open(sample.next)}
          aria-label="Next frame of the clip">›</button>
      </span>
    </div>
  );
}

function ViewBar({ look, view, setLook }: {
  look: Look;
  view: (name: ViewName) => void;
  setLook: (change: Partial<Look>) => void;
}) {
  const { dataset } = useViewer();
  const names = viewNames.filter((name) => name !== "compare" || dataset.compare);
  return (
    <div class="bar views">
      <div class="switch" role="group" aria-label="View">
        {names.map((name) => (
          <button type="button" key={name} aria-pressed={look.view === name} onClick={() => view(name)}>
            {viewTitles[name]}
          </button>
        ))}
      </div>
      {shiftedViews.includes(look.view) && (
        <label class="slider">
          <span>Screen plane at d = <b>{px(look.shift)}</b></span>
          <input type="range" min={-100} max={100} step={1} value={look.shift}
            onInput={(event) => setLook({ shift: Number(event.currentTarget.value) })} />
        </label>
      )}
      {look.view === "compare" && (
        <div class="switch" role="group" aria-label="Comparison">
          {compareKinds.map((kind) => (
            <button type="button" key={kind} aria-pressed={look.compare === kind}
              onClick={() => setLook({ compare: kind })}>{compareTitles[kind]}</button>
          ))}
        </div>
      )}
    </div>
  );
}

/** Most frames of a clip that the strip shows. */
const stripMax = 400;

/** All planned frames of the clip, kept and rejected. */
function Clip({ sample, open }: { sample: Sample; open: (id: string | null) => void }) {
  const [rows, setRows] = useState<readonly Row[]>([]);
  const strip = useRef<HTMLElement>(null);
  useEffect(() => {
    const request = new AbortController();
    const query = new URLSearchParams({ film: sample.film, clip: String(sample.clip), count: String(stripMax) });
    getJson<RowPage>(`/api/samples?${query}`, request.signal).then((page) => setRows(page.rows), () => undefined);
    return () => request.abort();
  }, [sample.film, sample.clip, sample.decode === "done" && sample.id]);
  useEffect(() => {
    const here = strip.current?.querySelector<HTMLElement>("[aria-current]");
    if (strip.current && here) {
      strip.current.scrollLeft = here.offsetLeft - (strip.current.clientWidth - here.offsetWidth) / 2;
    }
  }, [rows, sample.id]);
  return (
    <nav class="clip" ref={strip} aria-label={`Frames of clip ${sample.clip}`}>
      {rows.map((row) => (
        <button type="button" key={row.id} class={row.kept ? undefined : "rejected"} tabIndex={row.id === sample.id ? 0 : -1}
          aria-current={row.id === sample.id ? "true" : undefined} onClick={() => open(row.id)}
          aria-label={row.kept ? `frame ${row.frame}` : `${row.rule} ${row.frame}: rejected frame`}>
          {row.kept ? <Thumb id={row.id} kind="left" /> : <Rejected row={row} />}{" "}
          <small>{row.frame}</small>
        </button>
      ))}
    </nav>
  );
}

/** A rejected frame of the strip: by what, or its picture where it was decoded. */
function Rejected({ row }: { row: Row }) {
  const why = <span class="why">{row.rule}</span>;
  return row.decoded ? <Thumb id={row.id} kind="left" none={why} /> : why;
}

/** Steps from kept frame to kept frame in the time of the film, as soon as the pictures are there. */
function usePlay(
  shown: Shown | null, id: string, open: (id: string | null) => void,
): [boolean, (plays: boolean) => void] {
  const [plays, setPlays] = useState(false);
  const before = useRef<number | null>(null);
  useEffect(() => {
    const sample = shown?.loaded.sample;
    if (!plays || !sample || sample.id !== id) return;
    if (!sample.next_kept) {
      setPlays(false);
      return;
    }
    const passed = before.current === null ? 0.25 : sample.time_s - before.current;
    before.current = sample.time_s;
    const wait = Math.min(playMs.most, Math.max(playMs.least, 1000 * passed));
    const timer = setTimeout(() => open(sample.next_kept), wait);
    return () => clearTimeout(timer);
  }, [plays, shown?.loaded, id]);
  return [plays, setPlays];
}
