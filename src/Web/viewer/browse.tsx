import { useEffect, useRef, useState } from "preact/hooks";
import { count, counted } from "../shared/format";
import { Cut } from "../shared/text";
import type { Level } from "./address";
import { filters, levels, noFilter, thumbKinds } from "./address";
import { FilmList } from "./film-list";
import { Filters } from "./filters";
import { indexOf, nearest, readWish } from "./jump";
import { useKeys } from "./keys";
import { SampleGrid } from "./sample-grid";
import { messageOf } from "./server";
import { ShotGrid } from "./shot-grid";
import { useViewer } from "./state";

const levelTitles: Readonly<Record<Level, string>> = { films: "Films", shots: "Shots", samples: "Samples" };
const thumbTitles = { left: "left view", disparity: "disparity", both: "both" } as const;

/** Films, their shots and their samples, with what narrows and orders them. */
export function Browse() {
  const { place, go, dataset } = useViewer();
  const [shown, setShown] = useState(false);
  const [found, setFound] = useState<number | null>(null);
  const { crop_width: width, crop_height: height } = dataset.view;
  const search = useRef<HTMLInputElement>(null);
  const jump = useRef<HTMLInputElement>(null);
  const level = (to: Level) => go({ level: to, at: 0, filter: to === "shots" && place.filter.film === null
    ? { ...place.filter, film: dataset.films[0]?.film ?? null, shot: null } : place.filter });
  useKeys([
    { key: "/", group: "Grid", does: "search by id", run: () => search.current?.focus() },
    { key: "j", group: "Grid", does: "jump to a frame, time or row", run: () => jump.current?.focus() },
    { key: "1", group: "Grid", does: "films", run: () => level("films") },
    { key: "2", group: "Grid", does: "shots", run: () => level("shots") },
    { key: "3", group: "Grid", does: "samples", run: () => level("samples") },
    { key: "t", group: "Grid", does: "thumbnails: left view, disparity, both", run: () =>
      go({ thumbs: thumbKinds[(thumbKinds.indexOf(place.thumbs) + 1) % thumbKinds.length]! }, "replace") },
    { key: "c", group: "Grid", does: "clear all filters", run: () => go({ filter: noFilter, at: 0 }) },
    { key: "o", group: "Grid", does: "filters (on a small screen)", run: () => setShown(!shown) },
    { key: "Escape", group: "Grid", does: "leave a field, close the filters", run: () => setShown(false) },
  ]);
  return (
    <div class={shown ? "browse with-filters" : "browse"} style={{
      "--aspect": `${width} / ${height}`, "--aspect-of-both": `${width} / ${2 * height}`,
    }}>
      <aside aria-label="Filter and sort" id="filters"><Filters close={() => setShown(false)} /></aside>
      <main>
        <div class="bar">
          <button type="button" class="show-filters" aria-expanded={shown} aria-controls="filters"
            onClick={() => setShown(!shown)}>Filter{filters(place.filter) ? " •" : ""}</button>
          <div class="switch" role="group" aria-label="Level">
            {levels.map((each) => (
              <button type="button" key={each} aria-pressed={place.level === each} onClick={() => level(each)}>
                {levelTitles[each]}
              </button>
            ))}
          </div>
          <input type="search" ref={search} class="search" placeholder="Search id  /" aria-label="Search by id"
            maxLength={200} value={place.filter.find}
            onInput={(event) => go({ at: 0, level: "samples",
              filter: { ...place.filter, find: event.currentTarget.value } }, "replace")} />
          <Jump field={jump} />
          <span class="room" />
          {place.level !== "films" && (
            <label class="thumb-kind">
              <span class="wide-only">Show </span>
              <select value={place.thumbs} aria-label="Thumbnails" onChange={(event) =>
                go({ thumbs: thumbKinds.find((kind) => kind === event.currentTarget.value) ?? "left" }, "replace")}>
                {thumbKinds.map((kind) => <option key={kind} value={kind}>{thumbTitles[kind]}</option>)}
              </select>
            </label>
          )}
        </div>
        <Crumbs found={found} />
        {place.level === "films" && <FilmList />}
        {place.level === "shots" && <ShotGrid />}
        {place.level === "samples" && <SampleGrid found={setFound} />}
      </main>
    </div>
  );
}

/** Where one is, and how much is left of the dataset. */
function Crumbs({ found }: { found: number | null }) {
  const { place, go, dataset } = useViewer();
  const { filter, level } = place;
  return (
    <p class="crumbs">
      <button type="button" class="plain" onClick={() => go({ filter: { ...filter, film: null, shot: null }, at: 0,
        level: level === "shots" ? "films" : level })}>All films</button>
      {filter.film !== null && (
        <>
          <span aria-hidden="true">›</span>
          <button type="button" class="plain" onClick={() => go({ filter: { ...filter, shot: null }, at: 0 })}>
            <Cut text={filter.film} max={40} />
          </button>
        </>
      )}
      {filter.film !== null && filter.shot !== null && (
        <><span aria-hidden="true">›</span><span>shot {filter.shot}</span></>
      )}
      {level === "samples" && found !== null && (
        <span class="soft" role="status">
          {filters(filter) ? `${counted(found, "frame")} of ${count(dataset.rows)}` : counted(found, "planned frame")}
        </span>
      )}
      {filters(filter) && (
        <button type="button" class="plain clear"
          onClick={() => go({ filter: { ...noFilter, sort: filter.sort }, at: 0 })}>
          clear filters
        </button>
      )}
    </p>
  );
}

/** "hugo/123", "#500", "1:02:03": goes there. */
function Jump({ field }: { field: { current: HTMLInputElement | null } }) {
  const { place, go, dataset, say } = useViewer();
  const onlyFilm = dataset.films.length === 1 ? dataset.films[0]!.film : null;
  const run = async (text: string) => {
    const wish = readWish(text, place.filter.film ?? onlyFilm);
    if (!wish) {
      say("Not understood. Write a frame (hugo/123), a time (hugo 1:02:03) or a row (#500).", "fault");
      return;
    }
    try {
      if (wish.kind === "row") {
        go({ level: "samples", at: wish.row });
        return;
      }
      const row = await nearest(wish);
      const index = row && await indexOf(row.id, place.filter);
      if (!row) say(`${wish.film} has no planned frames.`, "fault");
      else if (index === null) go({ sample: row.id });
      else go({ level: "samples", at: index, sample: row.id });
    } catch (error) {
      say(messageOf(error), "fault");
    }
  };
  return (
    <form class="jump" onSubmit={(event) => {
      event.preventDefault();
      const text = field.current?.value ?? "";
      if (text.trim()) void run(text);
    }}>
      <input type="text" ref={field} placeholder="Go to frame, time, #row  J" maxLength={300}
        aria-label="Go to a frame (hugo/123), a time (hugo 1:02:03) or a row (#500)" />
    </form>
  );
}

/** Calls back after a value has rested. */
export function useRest<T>(value: T, ms: number): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
