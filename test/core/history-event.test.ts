// Lines of history files as events: what may be left out, and what is refused.
import { expect, test } from "vitest";
import { eventOf } from "../../src/core/history-event.ts";

const line = { process: 0, type: "invoke", f: "read" };

test("what may be left out is filled in", () => {
  expect(eventOf(line, 3)).toEqual({ ...line, time: 3e6, value: null });
});

test.each([-1, 0x80000000, 2 ** 32 - 1, 0.5, "7", null])(
  "a process that a history cannot tell from others is refused: %s",
  (process) => {
    expect(eventOf({ ...line, process }, 0)).toMatch(/^has no "process"/);
  },
);

test("the largest process is taken", () => {
  expect(eventOf({ ...line, process: 0x7fffffff }, 0)).toMatchObject({ process: 0x7fffffff });
});
