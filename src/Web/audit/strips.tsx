import * as Plot from "@observablehq/plot";
import { useMemo } from "preact/hooks";
import { Chart, Panel } from "../shared/chart";
import { count, counted, number, timeAxis, withUnit } from "../shared/format";
import type { Film, Shot, SuspicionKind } from "./document";
import { isSuspect, limitOf, strips, type Measure } from "./measures";
import { useReport } from "./report";

/** Above this many shots of a film a mark stands for several: the worst of them. */
const marksMax = 500;

interface Mark {
  readonly from: number;
  readonly to: number;
  readonly value: number;
  readonly suspect: boolean;
  readonly text: string;
}

/** Figures of shots along the film, one strip a figure, with the limit beyond which a shot is suspicious. */
export function Strips({ film }: { film: Film }) {
  const { document } = useReport();
  const shots = useMemo(
    () => document.shots.filter((shot) => shot.film === film.id && shot.start_s !== null),
    [film],
  );
  if (shots.length === 0) return null;
  const drawn = strips.filter((measure) => shots.some((shot) => measure.value(shot) !== null));
  const silent = strips.filter((measure) => !drawn.includes(measure));
  const seconds = Math.max(film.duration_s ?? 0, ...shots.map((shot) => shot.start_s! + lengthOf(shot, film)));
  return (
    <Panel
      title="Shot by shot"
      wide
      note={
        <>
          Each mark is a shot{shots.length > marksMax ? " (the worst of several, where they stand close)" : ""};
          beyond the dashed line it is suspicious and marked <span class="suspect-word">like this</span>.
          {silent.length > 0 && (
            <> Not measured in this film: {silent.map((each) => each.title.toLowerCase()).join(", ")}.</>
          )}
        </>
      }
    >
      <div class="strips">
        {drawn.map((measure, index) => (
          <Strip
            key={measure.name}
            film={film}
            shots={shots}
            measure={measure}
            seconds={seconds}
            limit={limitOf(document, measure)}
            axis={index === drawn.length - 1}
          />
        ))}
      </div>
    </Panel>
  );
}

function Strip({
  film,
  shots,
  measure,
  seconds,
  limit,
  axis,
}: {
  film: Film;
  shots: readonly Shot[];
  measure: Measure;
  seconds: number;
  limit: SuspicionKind | null;
  axis: boolean;
}) {
  const marks = useMemo(() => worstOf(marksOf(shots, film, measure), measure, seconds), [shots, measure]);
  const axisOf = timeAxis(seconds);
  const suspects = shots.filter((shot) => isSuspect(shot, measure)).length;
  const measured = shots.filter((shot) => measure.value(shot) !== null).length;
  const limits =
    limit?.limit === null || limit === null ? [] : measure.bothSides ? [-limit.limit, limit.limit] : [limit.limit];
  return (
    <div class="strip">
      <div class="strip-name">
        <b>{measure.title}</b>
        <span class="soft">{limit ? limitText(limit, measure) : measure.unit}</span>
        <span class={suspects > 0 ? "warn" : "soft"}>
          {limits.length === 0
            ? counted(measured, "shot")
            : `${suspects > 0 ? count(suspects) : "none"} suspicious of ${count(measured)}`}
        </span>
      </div>
      <Chart
        of={[marks, seconds]}
        label={
          `${measure.title}: ${counted(measured, "shot")} measured, ` +
          `${count(suspects)} suspicious. ${measure.meaning}`
        }
        make={() => ({
          height: axis ? 76 : 52,
          marginLeft: 44,
          marginRight: 8,
          marginTop: 6,
          marginBottom: axis ? 30 : 6,
          x: {
            domain: [0, axisOf.of(seconds)],
            transform: axisOf.of,
            label: axis ? axisOf.unit : null,
            axis: axis ? "bottom" : null,
            ticks: 8,
            tickFormat: (v: number) => number(v),
          },
          y: {
            domain: domainOf(marks, measure, limits),
            label: null,
            ticks: 2,
            tickFormat: (v: number) => number(v),
          },
          marks: [
            Plot.ruleY([measure.ideal], { stroke: "var(--grid)" }),
            Plot.ruleY(limits, { stroke: "var(--warn)", strokeDasharray: "3 3", strokeOpacity: 0.8 }),
            Plot.ruleY(marks, {
              x1: "from",
              x2: "to",
              y: "value",
              strokeLinecap: "round",
              strokeWidth: (mark: Mark) => (mark.suspect ? 4 : 2.5),
              stroke: (mark: Mark) => (mark.suspect ? "var(--warn)" : "var(--mark)"),
            }),
            Plot.tip(
              marks,
              Plot.pointerX({
                x: (mark: Mark) => (mark.from + mark.to) / 2,
                y: "value",
                title: "text",
                fill: "var(--paper)",
                stroke: "var(--line)",
              }),
            ),
          ],
        })}
      />
    </div>
  );
}

function limitText(limit: SuspicionKind, measure: Measure): string {
  const sides = measure.bothSides ? "±" : "";
  return `${limit.is_least ? "at least" : "at most"} ${sides}${withUnit(limit.limit, measure.unit)}`;
}

function lengthOf(shot: Shot, film: Film): number {
  return shot.frames / (film.fps ?? 24);
}

function marksOf(shots: readonly Shot[], film: Film, measure: Measure): Mark[] {
  return shots.flatMap((shot) => {
    const value = measure.value(shot);
    return value === null
      ? []
      : [
          {
            from: shot.start_s!,
            to: shot.start_s! + lengthOf(shot, film),
            value,
            suspect: isSuspect(shot, measure),
            text: `shot ${shot.shot}: ${withUnit(value, measure.unit)}`,
          },
        ];
  });
}

/** Of many marks, those that are farthest from what is right, one a place. */
function worstOf(marks: readonly Mark[], measure: Measure, seconds: number): readonly Mark[] {
  if (marks.length <= marksMax) return marks;
  const worst = new Map<number, Mark>();
  const badness = (mark: Mark) => Math.abs(mark.value - measure.ideal) + (mark.suspect ? 1e6 : 0);
  for (const mark of marks) {
    const place = Math.floor((mark.from / seconds) * marksMax);
    const held = worst.get(place);
    if (!held || badness(mark) > badness(held)) worst.set(place, mark);
  }
  return [...worst.values()];
}

function domainOf(marks: readonly Mark[], measure: Measure, limits: readonly number[]): [number, number] {
  let low = Math.min(measure.ideal, ...limits);
  let high = Math.max(measure.ideal, ...limits);
  for (const mark of marks) {
    low = Math.min(low, mark.value);
    high = Math.max(high, mark.value);
  }
  const room = 0.06 * (high - low || 1);
  return [low - room, high + room];
}
