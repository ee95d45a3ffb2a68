import { useRef, useState } from "preact/hooks";
import { groupTitles, figureWords, ruleTitle } from "../shared/words";
import type { FigureGroup } from "../shared/words";
import { count } from "../shared/format";
import { cut } from "../shared/text";
import type { Bounds, Filter } from "./address";
import { boundsMax, noFilter, sortFigure } from "./address";
import { Histogram, useDistribution } from "./distributions";
import { useKeys } from "./keys";
import { NumberField } from "./number-field";
import { figureTitle, figureUnit, fileUnit, useViewer } from "./state";

const orders = [["", "low"], ["-", "high"], ["~", "outliers"]] as const;

/** Narrows and orders the rows; everything it holds stands in the address. */
export function Filters({ close }: { close: () => void }) {
  const { place, go, dataset } = useViewer();
  const filter = place.filter;
  const set = (change: Partial<Filter>) => go({ filter: { ...filter, ...change }, at: 0 });
  const splits = [...new Set(dataset.films.map((film) => film.split))];
  const rejected = (rule: string) => dataset.films.reduce((sum, film) => sum + (film.rejected[rule] ?? 0), 0);
  return (
    <>
      <div class="close-filters">
        <h2>Filter and sort</h2>
        <button type="button" aria-label="Close the filters" onClick={close}>✕</button>
      </div>
      <Order />
      <fieldset>
        <legend>Frames</legend>
        <div class="switch" role="group" aria-label="Kept or rejected">
          {([[null, "all"], [true, "kept"], [false, "rejected"]] as const).map(([kept, title]) => (
            <button type="button" key={title} aria-pressed={filter.kept === kept}
              onClick={() => set({ kept, rule: kept === true ? null : filter.rule })}>{title}</button>
          ))}
        </div>
        {dataset.rules.length > 0 && (
          <Choice label="Rejected by" value={filter.rule ?? ""} all="any rule"
            choose={(rule) => set({ rule: rule || null, kept: rule ? false : filter.kept })}
            options={[...dataset.rules].sort((a, b) => rejected(b) - rejected(a)).map((rule) => [rule, `${ruleTitle(rule)} (${count(rejected(rule))})`] as const)} />
        )}
        <Choice label="Flagged" value={filter.flagged === null ? "" : String(filter.flagged)} all="either"
          choose={(word) => set({ flagged: word === "" ? null : word === "true" })}
          options={[["true", "flagged"], ["false", "not flagged"]]} />
        {splits.length > 1 && (
          <Choice label="Split" value={filter.split ?? ""} all="all" choose={(split) => set({ split: split || null })}
            options={splits.map((split) => [split, split] as const)} />
        )}
        <Choice label="Film" value={filter.film ?? ""} all={`all ${count(dataset.films.length)}`}
          choose={(film) => set({ film: film || null, shot: null })}
          options={dataset.films.map((film) =>
            [film.film, `${cut(film.film, 40)} (${count(film.planned)})`] as const)} />
        {dataset.compare && (
          <Choice label={`Beside ${cut(dataset.compare.name, 24)}`} value={filter.compare ?? ""} all="either"
            choose={(word) => set({ compare: word || null })} options={[
              ["both", "kept in both"], ["first", "kept only here"], ["second", "kept only there"],
              ["neither", "kept in none"],
            ]} />
        )}
      </fieldset>
      <Ranges />
      <button type="button" class="clear" onClick={() => go({ filter: noFilter, at: 0 })}>Clear all</button>
    </>
  );
}

function Order() {
  const { place, go } = useViewer();
  const filter = place.filter;
  const figure = sortFigure(filter.sort);
  const sign = /^[-~]/.exec(filter.sort ?? "")?.[0] ?? "";
  const set = (sort: string | null) => go({ filter: { ...filter, sort }, at: 0 });
  const select = useRef<HTMLSelectElement>(null);
  useKeys([
    { key: "s", group: "Grid", does: "choose the figure that sorts", run: () => select.current?.focus() },
    { key: "x", group: "Grid", does: "order: low, high or outliers first", run: () => {
      const next = orders[(orders.findIndex(([each]) => each === sign) + 1) % orders.length]![0];
      if (figure) set(`${next}${figure}`);
    } },
  ]);
  return (
    <fieldset>
      <legend>Order</legend>
      <label class="field">
        <span>By</span>
        <select ref={select} value={figure ?? ""} onChange={(event) => {
          const chosen = event.currentTarget.value;
          set(chosen ? `${figure ? sign : "~"}${chosen}` : null);
        }}>
          <option value="">film and frame</option>
          <FigureOptions />
        </select>
      </label>
      <div class="switch" role="group" aria-label="What comes first">
        {orders.map(([each, title]) => (
          <button type="button" key={title} disabled={!figure} aria-pressed={figure !== null && sign === each}
            onClick={() => set(`${each}${figure}`)}>{title}</button>
        ))}
      </div>
    </fieldset>
  );
}

/** Figures by group, as they stand in the audit report. */
function FigureOptions() {
  const { dataset } = useViewer();
  const groups = Object.keys(groupTitles) as FigureGroup[];
  const named = dataset.figures.map((figure) => figure.name);
  const both = dataset.compare !== null;
  return (
    <>
      {groups.map((group) => {
        const names = named.filter((name) => figureWords(name).group === group);
        return names.length > 0 && (
          <optgroup key={group} label={groupTitles[group]}>
            {names.map((name) => <option key={name} value={name}>{figureTitle(name)}</option>)}
          </optgroup>
        );
      })}
      <optgroup label="Other">
        <option value="time_s">{figureTitle("time_s")}</option>
        <option value="value">{figureTitle("value")}</option>
      </optgroup>
      {both && (
        <optgroup label="Second − first dataset">
          {named.map((name) => (
            <option key={name} value={`delta.${name}`}>{figureTitle(`delta.${name}`)}</option>
          ))}
        </optgroup>
      )}
    </>
  );
}

function Ranges() {
  const { place, go } = useViewer();
  const filter = place.filter;
  const set = (where: readonly Bounds[], how: "push" | "replace" = "push") =>
    go({ filter: { ...filter, where }, at: 0 }, how);
  const [open, setOpen] = useState<string | null>(null);
  const without = (figure: string) => filter.where.filter((each) => each.figure !== figure);
  const shown = [...filter.where.map((bounds) => bounds.figure),
    ...open && !filter.where.some((bounds) => bounds.figure === open) ? [open] : []];
  return (
    <fieldset>
      <legend>Figures within bounds</legend>
      {shown.map((figure) => (
        <Range key={figure} figure={figure} bounds={filter.where.find((each) => each.figure === figure) ?? null}
          set={(bounds) => set(bounds ? filter.where.some((each) => each.figure === figure)
            ? filter.where.map((each) => each.figure === figure ? bounds : each)
            : [...filter.where, bounds] : without(figure))}
          remove={() => {
            setOpen(null);
            set(without(figure));
          }} />
      ))}
      {shown.length < boundsMax && (
        <label class="field">
          <span>Add</span>
          <select value="" onChange={(event) => setOpen(event.currentTarget.value || null)}>
            <option value="">a figure…</option>
            <FigureOptions />
          </select>
        </label>
      )}
    </fieldset>
  );
}

/** One figure's bounds: typed, or drawn over its histogram. */
function Range({ figure, bounds, set, remove }: {
  figure: string;
  bounds: Bounds | null;
  set: (bounds: Bounds | null) => void;
  remove: () => void;
}) {
  const { dataset } = useViewer();
  const unit = figureUnit(dataset, figure);
  const of = useDistribution(figure, { bins: 48 });
  const title = figureTitle(figure);
  const [from, setFrom] = useState<number | null>(null);
  const change = (min: number | null, max: number | null) =>
    set(min === null && max === null ? null
      : min !== null && max !== null && min > max ? { figure, min: max, max: min } : { figure, min, max });
  const valueAt = (event: PointerEvent, box: HTMLElement) => {
    const edge = box.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - edge.left) / edge.width));
    return Number(((of?.from ?? 0) + share * ((of?.to ?? 0) - (of?.from ?? 0))).toPrecision(3));
  };
  return (
    <div class="range">
      <p>
        <b>{title}</b> <span class="soft">{fileUnit(unit)}</span>
        <button type="button" class="plain" aria-label={`Remove the bounds of ${title}`} onClick={remove}>✕</button>
      </p>
      {of && (
        <div class="brush" title="Draw from the least to the largest value"
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            setFrom(valueAt(event, event.currentTarget));
          }}
          onPointerUp={(event) => {
            const to = valueAt(event, event.currentTarget);
            if (from !== null && from !== to) change(Math.min(from, to), Math.max(from, to));
            setFrom(null);
          }}>
          <Histogram of={of} unit={unit} height={36} marks={[bounds?.min, bounds?.max]
            .filter((value) => value !== null && value !== undefined)
            .map((value) => ({ value, colour: "accent" }))} />
        </div>
      )}
      <div class="pair">
        <NumberField label={`Least ${title}`} placeholder="least" value={bounds?.min ?? null}
          set={(min) => change(min, bounds?.max ?? null)} />
        <span aria-hidden="true">–</span>
        <NumberField label={`Largest ${title}`} placeholder="most" value={bounds?.max ?? null}
          set={(max) => change(bounds?.min ?? null, max)} />
      </div>
    </div>
  );
}

function Choice({ label, value, all, options, choose }: {
  label: string;
  value: string;
  all: string;
  options: readonly (readonly [string, string])[];
  choose: (value: string) => void;
}) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{all}</option>
        {options.map(([each, title]) => <option key={each} value={each}>{title}</option>)}
      </select>
    </label>
  );
}
