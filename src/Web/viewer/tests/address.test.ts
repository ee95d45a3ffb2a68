import assert from "node:assert/strict";
import test from "node:test";
import { filters, firstPlace, noFilter, queryOf, readPlace, sortFigure, writePlace } from "../address";
import type { Place } from "../address";

test("the first place is an empty address", () => {
  assert.equal(writePlace(firstPlace), "");
  assert.deepEqual(readPlace(""), firstPlace);
  assert.deepEqual(readPlace("#"), firstPlace);
});

test("everything that is shown comes back from the address", () => {
  const place: Place = {
    level: "shots", thumbs: "both", at: 4200, sample: 'a <b> & "c"=#?/00000123',
    filter: {
      film: 'a <b> & "c"=#?', shot: 3, split: "test", kept: false, rule: "range", flagged: true, find: "50%+é",
      where: [{ figure: "range_px", min: 1.5, max: null }, { figure: "delta.sky_fraction", min: -0.1, max: 1 }],
      missing: "sky_confidence", compare: "both", sort: "~range_px",
    },
    look: {
      view: "swipe", layers: { disparity: 100, residual: 85, mask: 0, sky: 5, photometric: 0 }, map: "grey",
      window: { min: -20.5, max: 31 }, residualMax: 2, photometricMax: 0.25, shift: -12, compare: "difference",
      differenceMax: 0.5,
    },
  };
  assert.deepEqual(readPlace(`#${writePlace(place)}`), place);
});

test("an address stays readable", () => {
  const place = { ...firstPlace, sample: "hugo/00000123", filter: { ...noFilter, sort: "~range_px" } };
  assert.equal(writePlace(place), "sort=~range_px&sample=hugo/00000123");
});

const strange = [
  "level=x&thumbs=y&at=-1&kept=perhaps&view=__proto__&layers=__proto__:50,disparity:999&map=constructor",
  "window=5:1&residual=0&photometric=-1&screen=Infinity&difference=NaN&shot=1",
  "where=range_px&where=:1:2&where=range_px:2:1&where=a:b:c&at=1e9&%%%=&=",
];
for (const hash of strange) {
  test(`what nobody wrote is left out: ${hash}`, () => {
    const place = readPlace(hash);
    assert.deepEqual({ ...place, look: { ...place.look, layers: null } },
      { ...firstPlace, look: { ...firstPlace.look, layers: null } });
    assert(place.look.layers.disparity <= 100);
    assert.deepEqual(Object.keys(place.look.layers), Object.keys(firstPlace.look.layers));
  });
}

test("a filter is asked in the server's words", () => {
  const filter = {
    ...noFilter, film: "hugo", shot: 2, find: "001", where: [{ figure: "range_px", min: null, max: 10 }],
  };
  assert.deepEqual(queryOf(filter), [["film", "hugo"], ["shot", "2"], ["id", "001"], ["where", "range_px::10"]]);
  assert.deepEqual(queryOf({ ...filter, film: null }), [["id", "001"], ["where", "range_px::10"]]);
  assert.equal(filters(noFilter), false);
  assert.equal(filters({ ...noFilter, sort: "-range_px" }), false);
  assert.equal(filters({ ...noFilter, kept: false }), true);
  assert.equal(sortFigure("~range_px"), "range_px");
  assert.equal(sortFigure(null), null);
});
