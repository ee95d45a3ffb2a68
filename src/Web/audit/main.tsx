import { render } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { version } from "../shared/format";
import { CameOut } from "./came-out";
import { Beside } from "./beside";
import { Disparity } from "./disparity";
import type { AuditDocument } from "./document";
import { RuleColours } from "./fate";
import { Head } from "./head";
import { Look } from "./look";
import { ReportContext } from "./report";
import { Stereo } from "./stereo";
import { WhatIf } from "./what-if";
import { WhatItIs } from "./what-it-is";

/** The layout of the document that this page reads. */
const format = 1;

function Page({ document: audit }: { document: AuditDocument }) {
  const [film, setFilm] = useState(0);
  const colours = useMemo(() => new RuleColours(audit.totals.rejected), [audit]);
  useEffect(() => {
    window.document.title = `${audit.dataset.name.slice(0, 80)} · audit`;
  }, [audit]);
  return (
    <ReportContext.Provider value={{ document: audit, colours, film, setFilm }}>
      <Contents document={audit} />
      <main>
        <Head />
        <CameOut />
        <Stereo />
        <Disparity />
        <Look />
        <WhatIf />
        <WhatItIs />
        <Beside />
        <footer>
          Written by movie-data {version(audit.dataset.movie_data)}; the same figures are in audit.json. This page asks
          nobody for anything. It is drawn with Observable Plot and D3 (ISC), Preact (MIT) and Inter (OFL-1.1).
        </footer>
      </main>
    </ReportContext.Provider>
  );
}

function Contents({ document }: { document: AuditDocument }) {
  const parts = [
    ["out", "What came out"],
    ["stereo", "Is it stereo"],
    ["disparity", "Is the disparity good"],
    ["look", "Look"],
    ["what-if", "What if"],
    ["what", "What it is"],
    ...(document.compare ? [["compare", "Beside another"]] : []),
    ...(document.against ? [["against", "Another network"]] : []),
    ...(document.truth ? [["truth", "The truth"]] : []),
    ...(document.curation ? [["curation", "Flagged"]] : []),
  ] as const;
  return (
    <nav aria-label="Parts of the report">
      <ol>
        {parts.map(([id, title]) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function start() {
  const place = window.document.getElementById("page")!;
  const text = window.document.getElementById("audit")?.textContent ?? "";
  if (text === "") {
    place.textContent = "There is no audit in this page.";
    return;
  }
  const audit = JSON.parse(text) as AuditDocument;
  if (audit.format !== format) {
    place.textContent = `This page reads audits of format ${format}; this one has format ${audit.format}.`;
    return;
  }
  place.textContent = "";
  render(<Page document={audit} />, place);
}

start();
