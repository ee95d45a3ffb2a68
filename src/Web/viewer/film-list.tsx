import { count, notMeasured, percent, share } from "../shared/format";
import { FateBar } from "../shared/fate";
import type { Column } from "../shared/table";
import { Table } from "../shared/table";
import { Cut } from "../shared/text";
import type { FilmEntry } from "./documents";
import { useViewer } from "./state";

/** Every film with what became of its planned frames. */
export function FilmList() {
  const { dataset, colours, go, place } = useViewer();
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
    { name: "fate", head: "Kept and rejected", cell: (film) => (
        <FateBar label={film.film} colours={colours} fate={{
          ...film, planned: film.planned + (film.pending ?? 0), pending: film.pending ?? 0, failed: 0,
        }} />
      ) },
    number("pending", "Not extracted", (film) => film.pending),
    { name: "source", head: "Source", cell: (film) => film.source ? "given" : <span class="soft">not given</span> },
  ];
  return <div class="films"><Table label="Films" columns={columns} rows={dataset.films} descending={false} /></div>;
}
