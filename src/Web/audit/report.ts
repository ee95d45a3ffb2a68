import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { AuditDocument, Film } from "./document";
import { RuleColours } from "../shared/fate";

/** What every part of the page draws from. */
export interface Report {
  readonly document: AuditDocument;
  readonly colours: RuleColours;
  /** Index of the film that is looked at more closely. */
  readonly film: number;
  readonly setFilm: (film: number) => void;
}

export const ReportContext = createContext<Report | null>(null);

export function useReport(): Report {
  const report = useContext(ReportContext);
  if (!report) throw new Error("outside of a report");
  return report;
}

/** Most films that are drawn one under another on paper. */
const filmsPrinted = 30;

/** The films to draw closely: the one that is looked at; on paper all. */
export function filmsDrawn(report: Report, printing: boolean): readonly Film[] {
  return printing
    ? report.document.films.slice(0, filmsPrinted)
    : report.document.films.slice(report.film, report.film + 1);
}
