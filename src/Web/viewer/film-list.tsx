import { count, notMeasured, percent, share } from "../shared/format";
import type { Column } from "../shared/table";
import { Table } from "../shared/table";
import { Cut } from "../shared/text";
import { ruleTitle } from "../shared/words";
import type { FilmEntry } from "./documents";
import { spaced, useViewer } from "./state";

/** Every film with what became of its planned frames. */
export function FilmList() {
  const { dataset, go, place } = useViewer();
  const open = (film: string) => go({ level: "shots", at: 0, filter: { ...place.filter, film, shot: null } });
  const number = (name: string, head: string, of: (film: FilmEntry) => number | null): Column<FilmEntry> => ({
    name, head, number: true, order: of, cell: (film) => {
      const value = of(film);
      return value === null ? notMeasured : count(value);
    },
  });
  const columns: Column<FilmEntry>[] = [
    {
      name: "film", head: "Film", order: (film) => film.film,
      cell: (film) => (
        <button type="button" class="plain" onClick={() => open(film.film)}><Cut text={film.film} max={48} /></button>
      ),
    },
    { name: "split", head: "Split", cell: (film) => film.split, order: (film) => film.split },
    number("planned", "Planned", (film) => film.planned),
    number("kept", "Kept", (film) => film.kept),
    {
      name: "share", head: "Yield", number: true, order: (film) => share(film.kept, film.planned),
      cell: (film) => percent(share(film.kept, film.planned)),
    },
    { name: "fate", head: "Kept and rejected", cell: (film) => <Fate film={film} /> },
    number("pending", "Not extracted", (film) => film.pending),
    { name: "source", head: "Source", cell: (film) => film.source ? "given" : <span class="soft">not given</span> },
  ];
  return <div class="films"><Table label="Films" columns={columns} rows={dataset.films} descending={false} /></div>;
}

/** One bar: kept, then what each rule rejected. */
function Fate({ film }: { film: FilmEntry }) {
  const { dataset } = useViewer();
  const parts = [
    { title: "kept", samples: film.kept, colour: "var(--kept)" },
    ...Object.entries(film.rejected).map(([rule, samples]) => ({
      title: `${spaced(rule)}: ${ruleTitle(rule)}`, samples, colour: ruleColour(dataset.rules, rule),
    })),
  ];
  return (
    <div class="fate" role="img" aria-label={parts.map((part) => `${part.title} ${count(part.samples)}`).join(", ")}>
      {parts.filter((part) => part.samples > 0).map((part) => (
        <span key={part.title} style={{ flexGrow: String(part.samples), background: part.colour }}
          title={`${part.title}: ${count(part.samples)} (${percent(share(part.samples, film.planned))})`} />
      ))}
    </div>
  );
}

/** A rule has the same colour on every page of a dataset. */
export function ruleColour(rules: readonly string[], rule: string): string {
  const place = [...rules].sort().indexOf(rule);
  return place >= 0 && place < 8 ? `var(--rule-${place + 1})` : "var(--rule-other)";
}
