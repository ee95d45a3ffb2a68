import assert from "node:assert/strict";
import test from "node:test";
import { nearest, readWish } from "../jump";

test("rows, frames and times are told apart", () => {
  assert.deepEqual(readWish("#500", null), { kind: "row", row: 499 });
  assert.deepEqual(readWish("hugo/00000123", null), { kind: "frame", film: "hugo", frame: 123 });
  assert.deepEqual(readWish("hugo 123", null), { kind: "frame", film: "hugo", frame: 123 });
  assert.deepEqual(readWish(" 123 ", "pina"), { kind: "frame", film: "pina", frame: 123 });
  assert.deepEqual(readWish("1:02:03", "pina"), { kind: "time", film: "pina", seconds: 3723 });
  assert.deepEqual(readWish("step up 3d 2:03.5", null), { kind: "time", film: "step up 3d", seconds: 123.5 });
  for (const text of ["123", "1:02", "", "hugo", "#x"]) assert.equal(readWish(text, null), null);
});

test("the nearest planned frame is found among many, without reading them all", async () => {
  const frames = Array.from({ length: 100_000 }, (_, i) => 24 * i + 5);
  let requests = 0;
  globalThis.fetch = ((path: string) => {
    requests++;
    const query = new URL(path, "http://127.0.0.1").searchParams;
    const offset = Number(query.get("offset"));
    assert.equal(query.get("film"), "hugo");
    const rows = frames.slice(offset, offset + Number(query.get("count")))
      .map((frame) => ({ frame, time_s: frame / 24 }));
    return Promise.resolve(new Response(JSON.stringify({ total: frames.length, offset, rows })));
  }) as typeof fetch;
  assert.equal((await nearest({ kind: "frame", film: "hugo", frame: 24 * 70_000 + 9 }))?.frame, 24 * 70_000 + 5);
  assert.equal((await nearest({ kind: "frame", film: "hugo", frame: 0 }))?.frame, 5);
  assert.equal((await nearest({ kind: "frame", film: "hugo", frame: 1e9 }))?.frame, frames.at(-1));
  assert.equal((await nearest({ kind: "time", film: "hugo", seconds: 1000.2 }))?.frame, 24 * 1000 + 5);
  assert(requests < 60, `${requests} requests`);
});
