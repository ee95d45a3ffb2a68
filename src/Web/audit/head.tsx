import { count, counted, percent, share, time, version } from "../shared/format";
import { Cut } from "../shared/text";
import { ThemeSwitch } from "../shared/theme";
import type { AuditDocument } from "./document";
import { lookFirst } from "./look-first";
import { FateBar, FateLegend } from "./parts";
import { useReport } from "./report";
import { kindTitle } from "../shared/words";

/** What a busy person reads: how many were kept, how many shots look wrong, what to look at. */
export function Head() {
  const { document } = useReport();
  const { totals, dataset } = document;
  return (
    <header class="head">
      <div class="bar">
        <p class="overline">Audit of a stereo dataset</p>
        <ThemeSwitch />
      </div>
      <h1>
        <Cut text={dataset.name} max={120} />
      </h1>
      <p class="meta">
        {[
          counted(totals.films, "film"),
          runningTime(document),
          `data version ${dataset.data_version}`,
          `movie-data ${version(dataset.movie_data)}`,
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <div class="headline">
        <p class="figure">
          <b>{count(totals.kept)}</b> of {counted(totals.planned, "planned frame")} kept
          <span class="soft"> {percent(share(totals.kept, totals.planned))}</span>
        </p>
        <Suspects document={document} />
      </div>
      <FateBar fate={totals} label="Planned frames" />
      <FateLegend fate={totals} />
      <LookFirst document={document} />
    </header>
  );
}

function Suspects({ document: { totals } }: { document: AuditDocument }) {
  const kinds = Object.entries(totals.suspicions).sort((a, b) => b[1] - a[1]);
  return (
    <p class="figure">
      <b class={totals.suspicious_shots > 0 ? "warn" : undefined}>{count(totals.suspicious_shots)}</b> of{" "}
      {counted(totals.shots, "shot")} suspicious
      {kinds.length > 0 && (
        <span class="soft kinds">
          {" "}
          {kinds
            .slice(0, 4)
            .map(([kind, n]) => `${kindTitle(kind)} ${count(n)}`)
            .join(" · ")}
          {kinds.length > 4 ? ` · ${kinds.length - 4} more kinds` : ""}
        </span>
      )}
    </p>
  );
}

function LookFirst({ document }: { document: AuditDocument }) {
  const points = lookFirst(document);
  return (
    <div class="first">
      <h2>What to look at</h2>
      {points.length === 0 ? (
        <p>Nothing stands out: no suspicious shot, no film far below the others, no failure.</p>
      ) : (
        <ol>
          {points.map((point) => (
            <li key={point.text} class={point.grave ? "grave" : undefined}>
              <a href={`#${point.part}`}>{point.lead}</a> {point.text}
            </li>
          ))}
        </ol>
      )}
      <NotMeasured document={document} />
    </div>
  );
}

/** What nobody could measure is said, so that silence is not taken for good news. */
function NotMeasured({ document }: { document: AuditDocument }) {
  const kinds = document.suspicion_kinds.filter((kind) => kind.measured === 0).map((kind) => kindTitle(kind.kind));
  return kinds.length === 0 ? null : (
    <p class="note">Not measured in this dataset, so nothing is known of: {kinds.join(", ")}.</p>
  );
}

function runningTime(document: AuditDocument): string {
  const seconds = document.films.reduce((sum, film) => sum + (film.duration_s ?? 0), 0);
  return seconds > 0 ? `${time(seconds)} of running time` : "";
}
