import { useEffect, useRef, useState } from "preact/hooks";
import { figureWords, groupTitles, ruleTitle } from "../shared/words";
import type { FigureGroup } from "../shared/words";
import { count, counted } from "../shared/format";
import { Cut } from "../shared/text";
import { noFilter } from "./address";
import { Histogram, percentile, standing, Strip, useDistribution } from "./distributions";
import type { FigureEntry, Sample } from "./documents";
import { useKeys } from "./keys";
import { figureText, figureTitle, spaced, useViewer, verdict } from "./state";

/** Groups that are open at first: what one looks for most often. */
const openGroups: readonly FigureGroup[] = ["views", "range", "masks"];

/** What is recorded of the frame, each figure beside how its shot's and its film's frames lie. */
export function Figures({ sample }: { sample: Sample }) {
  const { dataset } = useViewer();
  const [open, setOpen] = useState<ReadonlySet<FigureGroup>>(new Set(openGroups));
  const [chosen, setChosen] = useState<string | null>(null);
  const groups = (Object.keys(groupTitles) as FigureGroup[])
    .map((group) => [group, dataset.figures.filter((figure) => figureWords(figure.name).group === group)] as const)
    .filter(([, figures]) => figures.length > 0);
  return (
    <div class="figures">
      {groups.map(([group, figures]) => (
        <details key={group} open={open.has(group)} onToggle={(event) => {
          const next = new Set(open);
          if (event.currentTarget.open) next.add(group);
          else next.delete(group);
          if (next.size !== open.size) setOpen(next);
        }}>
          <summary>{groupTitles[group]}</summary>
          {open.has(group) && (
            <table>
              <thead>
                <tr><th scope="col">figure</th><th scope="col" class="number">value</th>
                  <th scope="col">film, then shot</th></tr>
              </thead>
              <tbody>
                {figures.map((figure) => (
                  <FigureRow key={figure.name} figure={figure} sample={sample} chosen={chosen === figure.name}
                    choose={() => setChosen(chosen === figure.name ? null : figure.name)} />
                ))}
              </tbody>
            </table>
          )}
        </details>
      ))}
      <Texts sample={sample} />
    </div>
  );
}

function FigureRow({ figure, sample, chosen, choose }: {
  figure: FigureEntry;
  sample: Sample;
  chosen: boolean;
  choose: () => void;
}) {
  const raw = sample.figures[figure.name];
  const value = typeof raw === "number" ? raw : null;
  const other = sample.second?.figures[figure.name];
  const film = useDistribution(figure.name, { film: sample.film });
  const shot = useDistribution(figure.of_shot ? null : figure.name, { film: sample.film, shot: sample.shot });
  const ends = [percentile(film, "1"), percentile(film, "99"), value].filter((each) => each !== null);
  const [from, to] = ends.length > 0 ? [Math.min(...ends), Math.max(...ends)] : [0, 1];
  const where = standing(value, film);
  const words = figureWords(figure.name);
  return (
    <>
      <tr class={where ? "unusual" : undefined}>
        <th scope="row">
          <button type="button" class="plain" aria-expanded={chosen} title={`${figure.name}: ${words.meaning}`}
            onClick={choose}>{words.title}</button>
        </th>
        <td class="number" title={where ? `${where} of the film's frames` : undefined} data-figure={figure.name}>
          {figureText(raw, figure.unit)}
          {sample.second && <small class="soft"> second {figureText(other, figure.unit)}</small>}
        </td>
        <td class="strips">
          <Strip of={film} from={from} to={to} value={value} label={`${words.title} in the film`} unit={figure.unit} />
          {!figure.of_shot && (
            <Strip of={shot} from={from} to={to} value={value} label={`${words.title} in the shot`}
              unit={figure.unit} />
          )}
        </td>
      </tr>
      {chosen && <tr class="more"><td colSpan={3}><More figure={figure} sample={sample} value={value} /></td></tr>}
    </>
  );
}

/** One figure at large: all frames, the film's and the shot's over the same bounds. */
function More({ figure, sample, value }: { figure: FigureEntry; sample: Sample; value: number | null }) {
  const { go, place } = useViewer();
  const all = useDistribution(figure.name);
  const { from = null, to = null } = all ?? {};
  const bounds = from !== null && to !== null ? { from, to } : null;
  const film = useDistribution(bounds ? figure.name : null, { film: sample.film, ...bounds });
  const shot = useDistribution(bounds ? figure.name : null, { film: sample.film, shot: sample.shot, ...bounds });
  const marks = value === null ? [] : [{ value, colour: "accent" }];
  const sort = (sign: string) => go({
    sample: null, level: "samples", at: 0, filter: { ...place.filter, sort: `${sign}${figure.name}` },
  });
  return (
    <>
      <p class="soft">{figureTitle(figure.name)} · {figureWords(figure.name).meaning} · <code>{figure.name}</code></p>
      {([["all films", all], ["film", film], ["shot", shot]] as const).map(([title, of]) => of && (
        <div key={title}>
          <p><b>{title}</b> <span class="soft">{counted(of.rows, "frame")}{of.missing > 0
            && `, ${count(of.missing)} not measured`}</span></p>
          <Histogram of={of} unit={figure.unit} height={40} marks={marks} />
        </div>
      ))}
      <p class="row">
        <button type="button" onClick={() => sort("~")}>Outliers of it first</button>
        <button type="button" onClick={() => sort("-")}>High first</button>
        <button type="button" onClick={() => sort("")}>Low first</button>
      </p>
    </>
  );
}

/** Figures that are texts. */
function Texts({ sample }: { sample: Sample }) {
  const texts = Object.entries(sample.figures).filter(([, value]) => typeof value === "string");
  if (texts.length === 0) return null;
  return (
    <dl class="texts">
      {texts.map(([name, text]) => (
        <div key={name}><dt>{spaced(name)}</dt><dd><code><Cut text={String(text)} max={64} /></code></dd></div>
      ))}
    </dl>
  );
}

/** Kept, or by what rejected. */
export function Fate({ sample }: { sample: Sample }) {
  if (sample.kept) return <p class="fate-line"><b class="kept">kept</b></p>;
  return (
    <p class="fate-line">
      <b class="rejected">rejected</b> {ruleTitle(sample.rule ?? "")} (<code>{sample.rule}</code>
      {sample.value !== null && `: ${verdict(sample.rule, sample.value, sample.limit)}`}
      {sample.note && <>, <Cut text={sample.note} max={200} /></>})
      {sample.failed_rules.length > 1 && <span class="soft"> · also {sample.failed_rules
        .filter((rule) => rule !== sample.rule).map(spaced).join(", ")}</span>}
    </p>
  );
}

/** Reasons that are offered; any other may be typed. */
const reasons = [
  "disparity", "sky", "swapped", "time shift", "converted", "subtitles", "blur", "damaged", "duplicate", "content",
];

/** Flags that stand, and the one that a key will write. */
export function Flags({ sample }: { sample: Sample }) {
  const { dataset, reason, setReason, flag, unflag, flagged, go } = useViewer();
  const [note, setNote] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const noteField = useRef<HTMLInputElement>(null);
  useEffect(() => setNote(""), [sample.id]);
  const write = () => {
    flag(sample.id, note.trim());
    setNote("");
  };
  useKeys([
    { key: "f", group: "Flags", does: "flag this frame with the chosen reason", run: write },
    { key: "u", group: "Flags", does: "take its flags back", run: () => unflag(sample.id) },
    { key: "f", shift: true, group: "Flags", does: "choose the reason", run: () => field.current?.focus() },
    { key: "n", shift: true, group: "Flags", does: "write a note", run: () => noteField.current?.focus() },
  ]);
  return (
    <section class="flags" aria-label="Flags">
      <form onSubmit={(event) => {
        event.preventDefault();
        write();
      }}>
        <label class="field">
          <span>Reason</span>
          <input type="text" ref={field} list="reasons" value={reason} maxLength={dataset.limits.reason}
            placeholder="none" onInput={(event) => setReason(event.currentTarget.value)} />
          <datalist id="reasons">{reasons.map((each) => <option key={each} value={each} />)}</datalist>
        </label>
        <label class="field">
          <span>Note</span>
          <input type="text" ref={noteField} value={note} maxLength={dataset.limits.note}
            onInput={(event) => setNote(event.currentTarget.value)} />
        </label>
        <p class="row">
          <button type="submit" class="strong">⚑ Flag <kbd>F</kbd></button>
          <button type="button" disabled={sample.flags.length === 0} onClick={() => unflag(sample.id)}>
            Undo <kbd>U</kbd>
          </button>
        </p>
      </form>
      <ul>
        {sample.flags.map((each, place) => (
          <li key={place}>
            <span class="mark" aria-hidden="true">⚑</span>
            <b>{each.reason ? <Cut text={each.reason} max={80} /> : "no reason"}</b>
            {each.note && <> <Cut text={each.note} max={300} /></>}
            <span class="soft">
              {" "}{each.who && <Cut text={each.who} max={30} />} {each.time?.slice(0, 16).replace("T", " ")}
            </span>
          </li>
        ))}
      </ul>
      <p class="soft">
        {counted(flagged, "sample")} flagged in <code><Cut text={dataset.flags.file} max={60} /></code>.{" "}
        {flagged > 0 && (
          <button type="button" class="plain" onClick={() =>
            go({ sample: null, level: "samples", at: 0, filter: { ...noFilter, flagged: true } })}>Show them</button>
        )}
      </p>
    </section>
  );
}

/** Stands for the page's address at the moment it is copied. */
const addressOfPage = "address";

/** Texts that load this very frame elsewhere. */
export function Copies({ sample }: { sample: Sample }) {
  const { say } = useViewer();
  const copy = async (text: string | null, what: string) => {
    if (text === null) return;
    try {
      await navigator.clipboard.writeText(text === addressOfPage ? window.location.href : text);
      say(`Copied: ${what}.`);
    } catch {
      say("The browser does not allow to copy: mark the text and copy it yourself.", "fault");
    }
  };
  const rows = [
    ["Python: this sample with datasets and NumPy", sample.copy.python, "c"],
    ["movie-data: its two views", sample.copy.decode, "d"],
    ["Address of what is shown", addressOfPage, "a"],
  ] as const;
  useKeys(rows.map(([title, text, key]) => ({
    key, shift: true, group: "Copy", does: title, run: () => void copy(text, title),
  })));
  return (
    <section class="copies" aria-label="Copy as">
      {rows.map(([title, text, key]) => text !== null && (
        <div key={key}>
          <p><b>{title}</b>
            <button type="button" aria-label={`Copy: ${title}`} onClick={() => void copy(text, title)}>
              Copy <kbd>⇧{key.toUpperCase()}</kbd>
            </button></p>
          {text !== addressOfPage && <pre tabIndex={0} aria-label={title}>{text}</pre>}
        </div>
      ))}
    </section>
  );
}
