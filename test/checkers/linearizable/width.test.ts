// Widths: the widest moment is the one that counting at every event finds.
import { expect, test } from "vitest";
import { momentAt, widestMoment } from "../../../src/checkers/linearizable/width.ts";
import { seed } from "../../../src/core/ids.ts";
import { randomOf } from "../../../src/core/random.ts";
import { randomHistory } from "../../oracle/random-history.ts";
import { historyOf } from "../events.ts";

test("operations of unknown outcome are counted apart", () => {
  const ops = historyOf([
    [0, "invoke", "write", 1],
    [0, "info", "write", 1],
    [1, "invoke", "write", 2],
    [2, "invoke", "read", null],
    [2, "ok", "read", 2],
    [1, "ok", "write", 2],
  ]).operations();
  expect(widestMoment(ops)).toEqual({ at: 3, width: 2, unknowns: 1 });
  expect(momentAt(ops, 5)).toEqual({ at: 5, width: 1, unknowns: 1 });
});

test("the widest moment is the first of the widest", () => {
  const random = randomOf(seed(6));
  for (let i = 0; i < 300; i++) {
    const history = randomHistory("cas-register", random.at(i), 12);
    const ops = history.operations();
    if (ops.length === 0) continue;
    const moments = Array.from({ length: history.length }, (_, at) => momentAt(ops, at));
    const most = Math.max(...moments.map(({ width }) => width));
    const widest = widestMoment(ops);
    expect(widest.width).toBe(most);
    if (most > 0) expect(widest).toEqual(moments.find(({ width }) => width === most));
  }
});
