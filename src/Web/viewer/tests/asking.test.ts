import assert from "node:assert/strict";
import test from "node:test";
import { askOn } from "../asking";

/** Asks what is there in turn: a text is an answer, an error a failure; ends when a failure is the last word. */
function toldOf(answers: (string | Error)[], endAfter = Number.POSITIVE_INFINITY): Promise<string[]> {
  return new Promise((done) => {
    const told: string[] = [];
    let asked = 0;
    const tell = (word: string): number => {
      told.push(word);
      if (asked === answers.length) setTimeout(() => done(told), 20);
      if (asked === endAfter) setTimeout(() => { end(); done(told); }, 0);
      return 1;
    };
    const end = askOn({
      ask: () => {
        const answer = answers[asked++] ?? new Error("asked too often");
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
      answered: tell,
      failed: (error) => {
        const word = (error as Error).message;
        tell(`failed: ${word}`);
        return word === "for good" ? null : 1;
      },
    });
  });
}

test("a question that fails is asked on, unless it is told not to", async () => {
  const told = await toldOf(["a", new Error("busy"), new Error("busy"), "b", new Error("for good")]);
  assert.deepEqual(told, ["a", "failed: busy", "failed: busy", "b", "failed: for good"]);
});

test("a question that is ended is asked no more", async () => {
  assert.deepEqual(await toldOf(["a", "b", "c"], 2), ["a", "b"]);
});
