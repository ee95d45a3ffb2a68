import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ruleTitle } from "../shared/words";
import { time } from "../shared/format";
import { Cut } from "../shared/text";
import { queryOf, sortFigure } from "./address";
import { useRest } from "./browse";
import type { Row } from "./documents";
import { useKeys } from "./keys";
import { RowPages } from "./rows";
import { figureText, figureTitle, figureUnit, useViewer, verdict } from "./state";
import { Thumb } from "./thumbs";
import { VirtualGrid } from "./virtual";

const restMs = 150;
const usualFigure = "range_px";

/** The frame that was opened last, so that coming back stands on it again. */
let opened: { readonly query: string; readonly index: number } | null = null;

/** Planned frames, kept and rejected alike, in the order of the filter. */
export function SampleGrid({ found }: { found: (total: number | null) => void }) {
  const { place, go, dataset, flag, unflag, onFlag } = useViewer();
  const [, draw] = useState(0);
  const [focus, setFocus] = useState(place.at);
  const [start, setStart] = useState(place.at);
  const figures = useMemo(() => [...new Set([
    sortFigure(place.filter.sort) ?? usualFigure, ...place.filter.where.map((bounds) => bounds.figure),
  ])].slice(0, 4), [place.filter.sort, place.filter.where]);
  const words = JSON.stringify([...queryOf(place.filter), ["figures", figures.join(",")]]);
  const query = useRest(words, place.filter.find ? restMs : 0);
  const pages = useMemo(
    () => new RowPages(JSON.parse(query) as [string, string][], () => draw((times) => times + 1)), [query]);
  const ownAt = useRef(place.at);
  useEffect(() => {
    pages.want(place.at, place.at + 40);
    return () => pages.close();
  }, [pages]);
  useEffect(() => onFlag((answer) => pages.flag(answer.id, answer.flags.length > 0)), [pages]);
  useEffect(() => found(pages.total), [pages.total]);
  useEffect(() => {
    // Someone else than the scroll bar moved: a jump, a filter, the browser's history.
    if (ownAt.current === place.at) return;
    ownAt.current = place.at;
    setStart(place.at);
    setFocus(place.at);
  }, [place.at]);

  const [sight, setSight] = useState(place.at);
  const rested = useRest(sight, 400);
  useEffect(() => {
    if (rested === ownAt.current || pages.total === null) return;
    ownAt.current = rested;
    go({ at: rested }, "replace");
  }, [rested]);
  const seen = useCallback((first: number, last: number, top: number) => {
    pages.want(first, last);
    setSight(top);
  }, [pages]);

  const open = (index: number) => {
    const row = pages.row(index);
    if (!row) return;
    opened = { query, index };
    go({ sample: row.id });
  };
  const back = useMemo(() => opened?.query === query ? opened.index : null, []);
  const focused = () => pages.row(focus);
  useKeys([
    { key: "Enter", group: "Grid", does: "open what has the focus", run: () => open(focus) },
    { key: "f", group: "Flags", does: "flag the sample with the chosen reason", run: () => {
      const row = focused();
      if (row) flag(row.id);
    } },
    { key: "u", group: "Flags", does: "take the sample's flags back", run: () => {
      const row = focused();
      if (row) unflag(row.id);
    } },
  ]);
  const { crop_width: width, crop_height: height } = dataset.view;
  const pictures = place.thumbs === "both" ? 2 : 1;
  if (pages.error !== null && pages.total === null) return <p class="none" role="alert">{pages.error}</p>;
  if (pages.total === null && dataset.loaded < dataset.rows) {
    return <p class="none" role="status">Reading the figures of all frames…</p>;
  }
  if (pages.total === 0) return <p class="none">No frame matches.</p>;
  return (
    <VirtualGrid label="Samples" count={pages.total ?? 0} least={window.innerWidth < 600 ? 150 : 220} first={start}
      height={(cell) => Math.round(pictures * cell * height / width) + 24 + 20 * figures.length + 20} seen={seen}
      focus={focus} setFocus={setFocus} open={open} back={back}
      cell={(index) => <Tile row={pages.row(index)} figures={figures} />} />
  );
}

function Tile({ row, figures }: { row: Row | null; figures: readonly string[] }) {
  const { place, dataset, colours } = useViewer();
  const kinds = (["left", "disparity"] as const).filter((kind) => place.thumbs === "both" || place.thumbs === kind);
  if (!row) {
    return <div class="tile waits" aria-busy="true">{kinds.map((kind) => <div class="picture" key={kind} />)}</div>;
  }
  return (
    <div class={row.kept ? "tile" : "tile rejected"} data-id={row.id}>
      {row.kept ? kinds.map((kind) => <div class="picture" key={kind}><Thumb id={row.id} kind={kind} /></div>)
        : (
          <div class={kinds.length > 1 ? "picture tall" : "picture"}>
            {row.decoded ? <Thumb id={row.id} kind="left" none={<Why row={row} />} /> : <Why row={row} />}
          </div>
        )}
      <p class="first">
        {place.filter.film === null && <><Cut text={row.film} max={24} /><span class="soft"> / </span></>}
        <b>{row.frame}</b>
        <span class="soft"> {time(row.time_s)}</span>
        {row.flagged && <span class="mark" title="flagged" aria-label="flagged">⚑</span>}
      </p>
      {figures.map((name, place) => (
        <p class="figure" key={name}>
          <span class="soft">{figureTitle(name)}</span> {figureText(row.figures[place], figureUnit(dataset, name))}
        </p>
      ))}
      <p class={row.kept ? "soft" : "rule"}>
        {row.kept ? `shot ${row.shot} · ${row.split}` : (
          <><i style={{ background: colours.of(row.rule ?? "") }} aria-hidden="true" />
            {row.rule} {verdict(row.rule, row.value, row.limit)}</>
        )}
      </p>
    </div>
  );
}

/** In place of a picture that nobody has kept. */
function Why({ row }: { row: Row }) {
  return <span class="why"><b>rejected</b>{ruleTitle(row.rule ?? "")}</span>;
}
