import { useCallback, useEffect, useState } from "preact/hooks";
import { count, counted, withUnit } from "../shared/format";
import type { ShotEntry, ShotPage } from "./documents";
import { useKeys } from "./keys";
import { getJson, isAbort, messageOf } from "./server";
import { useViewer } from "./state";
import { Thumb } from "./thumbs";
import { VirtualGrid } from "./virtual";

const pageShots = 500;

/** The shots of a film, each by its first kept sample. */
export function ShotGrid() {
  const { place, go, dataset } = useViewer();
  const film = place.filter.film;
  const [shots, setShots] = useState<readonly ShotEntry[]>([]);
  const [fault, setFault] = useState<string | null>(null);
  const [focus, setFocus] = useState(0);
  useEffect(() => {
    setShots([]);
    setFocus(0);
    if (film === null) return;
    const request = new AbortController();
    const read = async () => {
      try {
        for (let all: readonly ShotEntry[] = [], total = 1; all.length < total;) {
          const query = new URLSearchParams({ film, offset: String(all.length), count: String(pageShots) });
          const page = await getJson<ShotPage>(`/api/shots?${query}`, request.signal);
          if (page.shots.length === 0) break;
          total = page.total;
          all = [...all, ...page.shots];
          setShots(all);
        }
        setFault(null);
      } catch (error) {
        if (!isAbort(error)) setFault(messageOf(error));
      }
    };
    void read();
    return () => request.abort();
  }, [film]);
  const open = (index: number) => {
    const shot = shots[index];
    if (shot) go({ level: "samples", at: 0, filter: { ...place.filter, shot: shot.shot } });
  };
  useKeys([{ key: "Enter", group: "Grid", does: "open what has the focus", run: () => open(focus) }]);
  const seen = useCallback(() => undefined, []);
  const { crop_width: width, crop_height: height } = dataset.view;
  const pictures = place.thumbs === "both" ? 2 : 1;
  if (fault !== null) return <p class="none" role="alert">{fault}</p>;
  if (film === null) return <p class="none">Choose a film.</p>;
  return (
    <VirtualGrid label={`Shots of ${film}`} count={shots.length} least={window.innerWidth < 600 ? 150 : 220}
      height={(cell) => Math.round(pictures * cell * height / width) + 64} first={0} seen={seen} focus={focus}
      setFocus={setFocus} open={open}
      cell={(index) => shots[index] && <Shot shot={shots[index]} kind={place.thumbs} />} />
  );
}

function Shot({ shot, kind }: { shot: ShotEntry; kind: "left" | "disparity" | "both" }) {
  const near = shot.figures["shot_near_percent"];
  const far = shot.figures["shot_far_percent"];
  return (
    <div class="tile">
      {(["left", "disparity"] as const).filter((each) => kind === "both" || kind === each).map((each) => (
        <div class="picture" key={each}>
          {shot.picture !== null ? <Thumb id={shot.picture} kind={each} /> : <span class="why">nothing kept</span>}
        </div>
      ))}
      <p class="first"><b>shot {shot.shot}</b> <span class="soft">chapter {shot.chapter}</span></p>
      <p>
        {counted(shot.rows, "frame")}, {count(shot.kept)} kept
        {shot.flagged > 0 && <span class="mark"> ⚑ {count(shot.flagged)}</span>}
      </p>
      <p class="soft">
        {near === null || near === undefined ? `frames ${count(shot.first_frame)}–${count(shot.last_frame)}`
          : `near ${withUnit(near, "%")}, far ${withUnit(far, "%")}`}
      </p>
    </div>
  );
}
