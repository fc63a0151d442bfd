// Who hears of what became of operations.
import { expect, test } from "vitest";
import { emit, ops } from "../../src/generator/emit.ts";
import { limit } from "../../src/generator/limit.ts";
import { ignoreUpdates, onUpdate } from "../../src/generator/on-update.ts";
import { repeat } from "../../src/generator/repeat.ts";
import { untilOk } from "../../src/generator/until-ok.ts";
import { endless, functionsOf, invocations, requests } from "./run.ts";

test("the handler takes every event and says what comes next", () => {
  const heard: string[] = [];
  const watched = onUpdate(
    (same, _context, { event }) => {
      heard.push(event.type);
      return event.type === "ok" && event.f === "first" ? emit({ f: "after", value: null }) : same;
    },
    repeat(emit({ f: "first", value: null })),
  );
  const events = invocations(watched, { concurrency: 1 });
  expect(functionsOf(events)).toEqual(["first", "after"]);
  expect(heard).toEqual(["invoke", "ok", "invoke", "ok"]);
});

test("a handler that passes events on changes nothing", () => {
  const passing = onUpdate(
    (same, context, event) => same.update(context, event),
    untilOk(endless("a")),
  );
  expect(invocations(passing, { concurrency: 1 })).toHaveLength(1);
});

test("a generator that hears of nothing never learns that it succeeded", () => {
  const deaf = limit(9, ignoreUpdates(untilOk(endless("a"))));
  expect(invocations(deaf, { concurrency: 1 })).toHaveLength(9);
  expect(invocations(ignoreUpdates(ops(requests("a", 4))))).toHaveLength(4);
});
