import { Panel } from "../shared/chart";
import { count } from "../shared/format";
import { Table, type Column } from "../shared/table";
import { Cut } from "../shared/text";
import type { AuditDocument, Provenance } from "./document";
import { Facts, Section } from "./parts";
import { useReport } from "./report";

type Source = Provenance["films"][number];

const sourceColumns: readonly Column<Source>[] = [
  { name: "film", head: "Film", cell: (film) => <Cut text={film.id} max={32} />, order: (film) => film.id },
  {
    name: "source",
    head: "Files",
    cell: (film) => <Cut text={film.source} max={80} />,
    order: (film) => film.source,
  },
  {
    name: "fingerprint",
    head: "Fingerprint",
    cell: (film) => (
      <code>
        <Cut text={film.fingerprint} max={56} />
      </code>
    ),
  },
];

/** (f) What it is: pipeline, models, versions, digests, warnings. */
export function WhatItIs() {
  const { document } = useReport();
  const { dataset, provenance } = document;
  return (
    <Section
      id="what"
      letter="f"
      title="What it is"
      answer={
        <>
          Data version {dataset.data_version}, {dataset.complete ? "complete" : "unfinished"}:{" "}
          {count(dataset.segments_done)} of {count(dataset.segments_total)} segments;{" "}
          {warningCount(document) === 0 ? "no warnings" : `warnings: ${count(warningCount(document))}`}. Same films,
          pipeline, models and platform give the same bytes.
        </>
      }
    >
      <Warnings document={document} />
      <div class="pair">
        <Panel title="Models and platform">
          <Facts
            rows={[
              ...provenance.models.map(
                (model, index) =>
                  [
                    model.includes(":") ? model.slice(0, model.indexOf(":")) : `model ${index + 1}`,
                    <Cut text={model.slice(model.indexOf(":") + 1).trim()} />,
                  ] as const,
              ),
              ...Object.entries(provenance.platform).map(
                ([name, value]) => [name.replaceAll("_", " "), <Cut text={value} />] as const,
              ),
              ["movie-data, for this report", dataset.movie_data],
            ]}
          />
        </Panel>
        <Panel title="Digests, sha256">
          <Facts
            rows={Object.entries(provenance.digests).map(
              ([name, digest]) =>
                [
                  name,
                  <code class="digest">
                    <Cut text={digest} max={64} />
                  </code>,
                ] as const,
            )}
          />
        </Panel>
      </div>
      <Panel title="Films" wide>
        <Table label="Films and their files" columns={sourceColumns} rows={provenance.films} />
      </Panel>
      <Panel title="Pipeline" wide note="Every value, as a pipeline file has it.">
        <pre class="pipeline" tabIndex={0} aria-label="Pipeline">
          {provenance.pipeline_yaml}
        </pre>
      </Panel>
    </Section>
  );
}

function warningCount(document: AuditDocument): number {
  return document.provenance.warnings.length + document.films.reduce((sum, film) => sum + film.warnings.length, 0);
}

interface Warning {
  readonly film: string;
  readonly text: string;
}

const warningColumns: readonly Column<Warning>[] = [
  { name: "film", head: "Of", cell: (row) => <Cut text={row.film} max={32} />, order: (row) => row.film },
  { name: "text", head: "Warning", cell: (row) => <Cut text={row.text} max={300} /> },
];

function Warnings({ document }: { document: AuditDocument }) {
  const rows: Warning[] = [
    ...document.provenance.warnings.map((text) => ({ film: "the dataset", text })),
    ...document.films.flatMap((film) => film.warnings.map((text) => ({ film: film.id, text }))),
  ];
  return rows.length === 0 ? null : (
    <Panel title="Warnings" wide>
      <Table label="Warnings" columns={warningColumns} rows={rows} />
    </Panel>
  );
}
