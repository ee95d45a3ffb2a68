import assert from "node:assert/strict";
import test from "node:test";
import { forgetSamples, loadSample } from "../pictures";

test("pictures that are being drawn stay when other rows are shown, and are asked for again", async () => {
  const asked: string[] = [];
  let closed = 0;
  globalThis.fetch = (path) => {
    asked.push(String(path));
    return Promise.resolve(new Response(JSON.stringify({ id: "film/00000001", pictures: {} })));
  };
  globalThis.createImageBitmap = () => Promise.resolve({ width: 1, height: 1, close: () => void closed++ });

  const sample = await loadSample("film/00000001");
  await sample.view("left");
  forgetSamples();
  await new Promise((done) => setTimeout(done, 0));
  await loadSample("film/00000001");

  assert.equal(closed, 0);
  assert.deepEqual(asked, [
    "/api/samples/film/00000001", "/api/samples/film/00000001/left", "/api/samples/film/00000001",
  ]);
});
