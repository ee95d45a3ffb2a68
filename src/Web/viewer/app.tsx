import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { count, counted } from "../shared/format";
import { RuleColours } from "../shared/fate";
import { Cut } from "../shared/text";
import { ThemeSwitch } from "../shared/theme";
import type { Place } from "./address";
import { noFilter, readPlace, writePlace } from "./address";
import { askOn } from "./asking";
import { Browse } from "./browse";
import type { Dataset, FlagAnswer } from "./documents";
import { HelpSheet } from "./help";
import { useKeys } from "./keys";
import { forgetDistributions } from "./distributions";
import { forgetSamples, setFlags } from "./pictures";
import { SamplePage } from "./sample-page";
import { getJson, messageOf, send } from "./server";
import type { Viewer } from "./state";
import { useViewer, ViewerContext } from "./state";

const sayMs = 6000;
const loadingMs = 700;
/** How often the page asks whether an extraction that runs has finished more. */
const newSegmentsMs = 10_000;
const reasonKey = "movie-data-reason";

export function App() {
  const { dataset, fault, again } = useDataset();
  if (fault !== null) return <p class="whole-fault" role="alert">{fault}</p>;
  if (!dataset) return <p class="whole-wait" role="status">Opening the dataset…</p>;
  return <Opened dataset={dataset} again={again} />;
}

function Opened({ dataset, again }: { dataset: Dataset; again: () => void }) {
  const [place, go] = usePlace();
  const [said, setSaid] = useState<{ text: string; kind: "done" | "fault"; undo: string | null } | null>(null);
  const [help, setHelp] = useState(false);
  const flags = useFlags(dataset, (text, kind, undo) => setSaid({ text, kind, undo }));
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(null), sayMs);
    return () => clearTimeout(timer);
  }, [said]);
  useEffect(() => {
    document.title = `${place.sample ?? dataset.name} · MovieData`;
  }, [place.sample, dataset.name]);
  useKeys([{ key: "?", group: "Everywhere", does: "this help", run: () => setHelp(true) }]);
  const colours = useMemo(() => new RuleColours(rejectedBy(dataset)), [dataset]);
  const viewer: Viewer = {
    dataset, colours, place, go, ...flags,
    say: (text, kind = "done") => setSaid({ text, kind, undo: null }),
  };
  return (
    <ViewerContext.Provider value={viewer}>
      <Head dataset={dataset} flagged={flags.flagged} place={place} go={go} help={() => setHelp(true)} again={again} />
      {place.sample === null ? <Browse key={dataset.opened} />
        : <SamplePage key={`sample ${dataset.opened}`} id={place.sample} />}
      <div class="said" role="status">
        {said && (
          <p class={said.kind}>
            {said.text}
            {said.undo && <button type="button" onClick={() => flags.unflag(said.undo!)}>Undo</button>}
          </p>
        )}
      </div>
      {help && <HelpSheet close={() => setHelp(false)} />}
    </ViewerContext.Provider>
  );
}

/** Rejected frames of all films by rule. */
function rejectedBy(dataset: Dataset): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const film of dataset.films) {
    for (const [rule, frames] of Object.entries(film.rejected)) sums[rule] = (sums[rule] ?? 0) + frames;
  }
  return sums;
}

function Head({ dataset, flagged, place, go, help, again }: {
  dataset: Dataset;
  flagged: number;
  place: Place;
  go: Viewer["go"];
  help: () => void;
  again: () => void;
}) {
  return (
    <header class="head">
      <h1>
        <button type="button" class="plain" title="All samples"
          onClick={() => go({ sample: null, level: "samples", filter: noFilter, at: 0 })}>
          <Cut text={dataset.name} max={32} />
        </button>
      </h1>
      <p class="counts">
        <span>{counted(dataset.films.length, "film")}</span>
        <span><b>{count(dataset.kept)}</b> kept of {count(dataset.rows)} planned</span>
        {dataset.pending !== null && dataset.pending > 0
          && <span class="soft">{count(dataset.pending)} not extracted yet</span>}
        {dataset.new_segments > 0 && <Reload segments={dataset.new_segments} again={again} />}
        <button type="button" class="plain flagged" disabled={flagged === 0}
          title="Show the flagged samples"
          onClick={() => go({ sample: null, level: "samples", filter: { ...noFilter, flagged: true }, at: 0 })}>
          <span aria-hidden="true">⚑</span> {count(flagged)} flagged
        </button>
      </p>
      {dataset.loaded < dataset.rows && place.sample === null && (
        <label class="loading">
          <span class="soft">figures read</span>
          <progress max={dataset.rows} value={dataset.loaded}>{dataset.loaded}</progress>
        </label>
      )}
      {dataset.faults.length > 0 && (
        <details class="faults">
          <summary>{counted(dataset.faults.length, "segment")} cannot be read</summary>
          <ul>{dataset.faults.map((each) => <li key={each}><Cut text={each} max={300} /></li>)}</ul>
        </details>
      )}
      <span class="room" />
      <ThemeSwitch />
      <button type="button" aria-label="Keys of the keyboard" title="Keys of the keyboard (?)" onClick={help}>?</button>
    </header>
  );
}

/** Shows what an extraction has finished since the datasets were opened. */
function Reload({ segments, again }: { segments: number; again: () => void }) {
  const { say } = useViewer();
  const [busy, setBusy] = useState(false);
  const reload = async () => {
    setBusy(true);
    try {
      await send("POST", "/api/reload", {});
      again();
    } catch (error) {
      say(messageOf(error), "fault");
    }
    setBusy(false);
  };
  return (
    <button type="button" class="new-segments" disabled={busy} onClick={() => void reload()}
      title="Reads the ledger again; ids stay as they are">
      {busy ? "reading…" : `${counted(segments, "new segment")}: show`}
    </button>
  );
}

/** The dataset's document; asked again while the server still reads figures, and while an extraction may go on. */
function useDataset(): { dataset: Dataset | null; fault: string | null; again: () => void } {
  const [dataset, setDataset] = useState<Dataset | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [asked, setAsked] = useState(0);
  const opened = useRef<number | null>(null);
  useEffect(() => askOn<Dataset>({
    ask: () => getJson<Dataset>("/api/dataset"),
    answered: (answer) => {
      if (opened.current !== null && opened.current !== answer.opened) {
        forgetSamples();
        forgetDistributions();
      }
      opened.current = answer.opened;
      setDataset((old) => JSON.stringify(old) === JSON.stringify(answer) ? old : answer);
      return answer.loaded < answer.rows || answer.pending === null ? loadingMs : newSegmentsMs;
    },
    failed: (error) => {
      // Once there is a page, what fails next says so itself; the server may only have been busy.
      if (opened.current !== null) return newSegmentsMs;
      setFault(messageOf(error));
      return null;
    },
  }), [asked]);
  const again = useCallback(() => setAsked((times) => times + 1), []);
  return { dataset, fault, again };
}

function usePlace(): [Place, Viewer["go"]] {
  const [place, setPlace] = useState(() => readPlace(window.location.hash));
  const current = useRef(place);
  current.current = place;
  useEffect(() => {
    const read = () => setPlace(readPlace(window.location.hash));
    window.addEventListener("hashchange", read);
    window.addEventListener("popstate", read);
    return () => {
      window.removeEventListener("hashchange", read);
      window.removeEventListener("popstate", read);
    };
  }, []);
  const go = useCallback<Viewer["go"]>((change, how = "push") => {
    const next = { ...current.current, ...change };
    current.current = next;
    const address = `#${writePlace(next)}`;
    if (how === "replace") history.replaceState(null, "", address);
    else if (address !== window.location.hash) history.pushState(null, "", address);
    setPlace(next);
  }, []);
  return [place, go];
}

function useFlags(dataset: Dataset, say: (text: string, kind: "done" | "fault", undo: string | null) => void) {
  const [flagged, setFlagged] = useState(dataset.flags.flagged);
  const [reason, setReason] = useState(() => remembered());
  const listeners = useMemo(() => new Set<(answer: FlagAnswer) => void>(), []);
  const write = async (id: string, body: object, done: string, undo: string | null) => {
    try {
      const answer = await send<FlagAnswer>("POST", "/api/flags", { id, ...body });
      setFlagged(answer.flagged);
      await setFlags(id, answer.flags);
      for (const listener of [...listeners]) listener(answer);
      say(answer.repaired === null ? done : `${done} A line that was cut off was taken out of the file.`, "done", undo);
    } catch (error) {
      say(`Not written: ${messageOf(error)}`, "fault", null);
    }
  };
  return {
    flagged,
    reason,
    setReason: (text: string) => {
      setReason(text);
      try {
        window.localStorage.setItem(reasonKey, text);
      } catch {
        // Only remembered as long as the page is open.
      }
    },
    flag: (id: string, note = "") => void write(id, note ? { reason, note } : { reason },
      `Flagged ${id}${reason ? `: ${reason}` : ""}.`, id),
    unflag: (id: string) => void write(id, { undo: true }, `No flag on ${id} any more.`, null),
    onFlag: (listener: (answer: FlagAnswer) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function remembered(): string {
  try {
    return window.localStorage.getItem(reasonKey) ?? "";
  } catch {
    return "";
  }
}
