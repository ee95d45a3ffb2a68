import type { ComponentChildren } from "preact";
import { count, percent, share } from "../shared/format";
import { Cut, cut } from "../shared/text";
import type { Fate } from "../shared/fate";
import { FateBar as Bar } from "../shared/fate";
import { useReport } from "./report";

/** A section of the report: a question, the answer in a sentence or two, and what shows it. */
export function Section({
  id,
  letter,
  title,
  answer,
  children,
}: {
  id: string;
  letter: string;
  title: string;
  answer: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section id={id} class="part" aria-labelledby={`${id}-title`}>
      <header>
        <h2 id={`${id}-title`}>
          <span class="letter" aria-hidden="true">
            {letter}
          </span>
          {title}
        </h2>
        <p class="answer">{answer}</p>
      </header>
      {children}
    </section>
  );
}

/** One bar in the report's colours. Its numbers stand in the text beside it. */
export function FateBar({ fate, label }: { fate: Fate; label: string }) {
  const { colours } = useReport();
  return <Bar fate={fate} label={label} colours={colours} />;
}

/** The colours of bars, with their counts. */
export function FateLegend({ fate }: { fate: Fate }) {
  const { colours } = useReport();
  return (
    <ul class="legend">
      {colours.parts(fate).map((part) => (
        <li key={part.name}>
          <span class="swatch" aria-hidden="true" style={{ background: part.colour }} />
          {part.title} <b>{count(part.samples)}</b>{" "}
          <span class="soft">{percent(share(part.samples, fate.planned))}</span>
        </li>
      ))}
    </ul>
  );
}

/** Chooses the film that charts look at; nothing where there is one film. */
export function FilmPicker() {
  const { document, film, setFilm } = useReport();
  const films = document.films;
  if (films.length < 2) return null;
  return (
    <div class="picker" role="group" aria-label="Film">
      <button type="button" aria-label="Film before" disabled={film === 0} onClick={() => setFilm(film - 1)}>
        ←
      </button>
      <select
        aria-label="Film"
        value={String(film)}
        onChange={(event) => setFilm(Number(event.currentTarget.value))}
      >
        {films.map((each, index) => (
          <option key={each.id} value={String(index)}>
            {cut(each.id, 60)}
          </option>
        ))}
      </select>
      <button
        type="button"
        aria-label="Next film"
        disabled={film === films.length - 1}
        onClick={() => setFilm(film + 1)}
      >
        →
      </button>
      <span class="soft">
        {film + 1} of {films.length}
      </span>
    </div>
  );
}

/** A film's id as a heading where several are drawn one under another. */
export function FilmHead({ id }: { id: string }) {
  const { document } = useReport();
  return document.films.length > 1 ? (
    <h4 class="film">
      <Cut text={id} />
    </h4>
  ) : null;
}

/** Values and their names, in two columns. */
export function Facts({ rows }: { rows: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>
            <Cut text={name} max={60} />
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
