import assert from "node:assert/strict";
import test from "node:test";
import { fitted, moved, pixelAt, placeOf, scaleMax, zoomed } from "../zoom";

const picture = { width: 1880, height: 800 };
const frame = { width: 940, height: 600 };

test("at first the whole picture is in the middle", () => {
  assert.deepEqual(fitted(picture, frame), { scale: 0.5, x: 0, y: 100 });
  assert.deepEqual(pixelAt(fitted(picture, frame), { x: 0, y: 100 }, picture), { x: 0, y: 0 });
  assert.deepEqual(pixelAt(fitted(picture, frame), { x: 939.9, y: 499.9 }, picture), { x: 1879, y: 799 });
  assert.equal(pixelAt(fitted(picture, frame), { x: 10, y: 99 }, picture), null);
  assert.equal(pixelAt(fitted(picture, frame), { x: 10, y: 500 }, picture), null);
});

test("the point under the pointer stays there", () => {
  const at = { x: 300, y: 250 };
  const before = pixelAt(fitted(picture, frame), at, picture);
  const closer = zoomed(fitted(picture, frame), 8, at, picture, frame)!;
  assert.deepEqual(pixelAt(closer, at, picture), before);
  const place = placeOf(closer, before!.x, before!.y);
  assert(Math.hypot(place.x - at.x, place.y - at.y) <= closer.scale);
});

test("zooming ends at the whole picture and at its largest pixel", () => {
  const closer = zoomed(fitted(picture, frame), 4, { x: 1, y: 1 }, picture, frame)!;
  assert.equal(zoomed(closer, 0.01, { x: 1, y: 1 }, picture, frame), null);
  assert.equal(zoomed(closer, 1e6, { x: 1, y: 1 }, picture, frame)!.scale, scaleMax);
});

test("a picture that is larger than its frame leaves no strip beside it", () => {
  const closer = zoomed(fitted(picture, frame), 4, { x: 470, y: 300 }, picture, frame)!;
  const corner = moved(closer, 1e5, 1e5, picture, frame);
  assert.deepEqual([corner.x, corner.y], [0, 0]);
  const other = moved(closer, -1e5, -1e5, picture, frame);
  assert.deepEqual([other.x, other.y], [frame.width - 2 * picture.width, frame.height - 2 * picture.height]);
});
