import { useEffect, useRef, useState } from "preact/hooks";
import { ruleTitle } from "../shared/words";
import { Cut } from "../shared/text";
import type { DecodeJob, Sample } from "./documents";
import { useKeys } from "./keys";
import { forgetSample } from "./pictures";
import { getJson, messageOf, send } from "./server";
import { verdict } from "./state";

const pollMs = 250;

/** In place of the pictures of a rejected frame: why there are none, and how they can be had. */
export function Decode({ sample, done }: { sample: Sample; done: () => void }) {
  const [job, setJob] = useState<DecodeJob | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const alive = useRef(true);
  const busy = job !== null && (job.state === "queued" || job.state === "running");
  useEffect(() => () => void (alive.current = false), []);
  useEffect(() => {
    if (!job || !busy) return;
    const path = `/api/decodes/${encodeURIComponent(job.job)}`;
    const timer = setTimeout(() => void ask(() => getJson<DecodeJob>(path)), pollMs);
    return () => clearTimeout(timer);
  }, [job]);
  const ask = async (request: () => Promise<DecodeJob>) => {
    try {
      const answer = await request();
      if (answer.state === "done") forgetSample(sample.id);
      if (!alive.current) return;
      setFault(answer.state === "failed" ? answer.error ?? "It could not be decoded." : null);
      setJob(answer);
      if (answer.state === "done") done();
    } catch (error) {
      if (!alive.current) return;
      setJob(null);
      setFault(messageOf(error));
    }
  };
  const start = () => {
    if (!busy && sample.decode === "possible") void ask(() => send("POST", "/api/decodes", { id: sample.id }));
  };
  const cancel = () => {
    if (job && busy) void ask(() => send("DELETE", `/api/decodes/${encodeURIComponent(job.job)}`));
  };
  useKeys([
    { key: "g", group: "Frame", does: "decode the rejected frame from its source", run: start },
    { key: "x", group: "Frame", does: "cancel decoding", run: cancel },
  ]);
  return (
    <div class="decode">
      <p class="big">Rejected: {ruleTitle(sample.rule ?? "")}</p>
      <p>{verdict(sample.rule, sample.value, sample.limit)}</p>
      {sample.note && <p class="soft"><Cut text={sample.note} max={300} /></p>}
      {sample.decode === "possible" ? (
        <>
          <p class="soft">Its pictures were not kept. They can be decoded again from the film.</p>
          {busy ? (
            <p role="status">
              <progress aria-label="Decoding" /> {stepOf(job)} <span class="soft">{job.seconds.toFixed(1)} s</span>{" "}
              <button type="button" onClick={cancel}>Cancel <kbd>X</kbd></button>
            </p>
          ) : (
            <p><button type="button" class="strong" onClick={start}>Decode <kbd>G</kbd></button>
              {job?.state === "cancelled" && <span class="soft"> Cancelled.</span>}</p>
          )}
        </>
      ) : (
        <p class="soft">
          Its pictures were not kept. To decode them here, start{" "}
          <code>movie-data view … --source <Cut text={sample.film} max={40} />=FILE</code>.
        </p>
      )}
      {fault !== null && <p class="fault" role="alert"><Cut text={fault} max={400} /></p>}
    </div>
  );
}

function stepOf(job: DecodeJob): string {
  if (job.state === "queued") return job.ahead > 0 ? `waits behind ${job.ahead}` : "waits";
  return job.step ?? "decoding";
}
