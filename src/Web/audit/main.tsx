import { render } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { version } from "../shared/format";
import { CameOut } from "./came-out";
import { Beside } from "./beside";
import { Disparity } from "./disparity";
import { usePrinting } from "../shared/printing";
import type { AuditDocument } from "./document";
import { RuleColours } from "../shared/fate";
import { Head } from "./head";
import { Look } from "./look";
import { withStatedOrder } from "./measures";
import { ReportContext } from "./report";
import { Stereo } from "./stereo";
import { WhatIf } from "./what-if";
import { WhatItIs } from "./what-it-is";

const parts = [CameOut, Stereo, Disparity, Look, WhatIf, WhatItIs, Beside];

/** The layout of the document that this page reads. */
const format = 1;

function Page({ document: audit }: { document: AuditDocument }) {
  const [film, setFilm] = useState(0);
  const colours = useMemo(() => new RuleColours(audit.totals.rejected), [audit]);
  const drawn = usePartsDrawn();
  useEffect(() => {
    window.document.title = `${audit.dataset.name.slice(0, 80)} · audit`;
  }, [audit]);
  return (
    <ReportContext.Provider value={{ document: audit, colours, film, setFilm }}>
      <Contents document={audit} />
      <main>
        <Head />
        {parts.slice(0, drawn).map((Part, index) => (
          <Part key={index} />
        ))}
        <footer>
          Written by movie-data {version(audit.dataset.movie_data)}; the same figures are in audit.json. This page
          asks nobody for anything. It is drawn with Observable Plot and D3 (ISC), Preact (MIT) and Inter (OFL-1.1).
        </footer>
      </main>
    </ReportContext.Provider>
  );
}

/** Parts are drawn one after the other, so that the first stand at once; on paper all. */
function usePartsDrawn(): number {
  const [drawn, setDrawn] = useState(0);
  const printing = usePrinting();
  useEffect(() => {
    if (drawn < parts.length) {
      const later = setTimeout(() => setDrawn(drawn + 1), 0);
      return () => clearTimeout(later);
    }
    const asked = window.location.hash.slice(1);
    if (asked !== "") window.document.getElementById(asked)?.scrollIntoView();
    return undefined;
  }, [drawn]);
  return printing ? parts.length : drawn;
}

function Contents({ document }: { document: AuditDocument }) {
  const entries = [
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
        {entries.map(([id, title]) => (
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
  render(<Page document={withStatedOrder(audit)} />, place);
}

start();
