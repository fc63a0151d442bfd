// Watching a generator: its trace, its log, its contract.
import { expect, test } from "vitest";
import { emit, ops } from "../../src/generator/emit.ts";
import type { Generator, Next } from "../../src/generator/generator.ts";
import { log } from "../../src/generator/log.ts";
import { concat } from "../../src/generator/phases.ts";
import { preview } from "../../src/generator/preview.ts";
import { cycle } from "../../src/generator/repeat.ts";
import { trace } from "../../src/generator/trace.ts";
import { validate } from "../../src/generator/validate.ts";
import { endless, invocations, ms, requests, run, timesMs } from "./run.ts";

test("a trace has a line for every answer and event, and changes nothing", () => {
  const lines: string[] = [];
  const plain = run(ops(requests("w", 2)), { concurrency: 1 });
  const traced = trace("load", (line) => lines.push(line), ops(requests("w", 2)));
  expect(run(traced, { concurrency: 1 })).toEqual(plain);
  expect(lines.filter((line) => line.includes("hears"))).toHaveLength(4);
  expect(lines[0]).toBe("load at 0.000000 s: w 0 on worker 0 at 0.000000 s");
  expect(lines.at(-1)).toMatch(/: done$/);
});

test("a log takes no time, no worker and no place in the history", () => {
  const said = concat(log("a"), emit({ f: "w", value: 1 }), log("b"), emit({ f: "w", value: 2 }));
  const events = invocations(said, { concurrency: 2 });
  expect(events.map(({ value }) => value)).toEqual([1, 2]);
  expect(timesMs(events)).toEqual([0, 0]);
});

test("a generator that only logs ends where operations are bounded", () => {
  expect(run(cycle(log("again")), { maxOps: 50 })).toEqual([]);
});

const answering = (next: (self: Generator) => Next): Generator => {
  const self: Generator = { next: () => next(self), update: () => self };
  return self;
};
const request = { f: "w", value: 1 };
const worker = 7 as never;
const wrong: readonly (readonly [RegExp, Generator])[] = [
  [
    /waits until 0 ns when it is 0 ns/,
    answering((rest) => ({ kind: "pending", until: ms(0), rest })),
  ],
  [
    /puts w on worker 7, which is not free/,
    answering((rest) => ({ kind: "op", request, worker, at: ms(0), rest })),
  ],
  [
    /without `f`/,
    answering((rest) => ({ kind: "op", request: { f: "", value: 0 }, worker, at: ms(0), rest })),
  ],
  [
    /begins w at NaN/,
    answering((rest) => ({ kind: "op", request, worker: 0 as never, at: ms(NaN), rest })),
  ],
];

test.each(wrong)("a generator that breaks its contract is named: %s", (message, generator) => {
  expect(() => run(validate("mine", generator))).toThrow(message);
  expect(() => run(validate("mine", generator))).toThrow(/the generator mine/);
});

test("a preview is short, however long the generator", () => {
  expect(preview(endless("read")).split("\n")).toHaveLength(12);
  expect(preview(endless("read"), { maxOps: 3 })).toBe(
    ["    0 s  p0 read null", "    0 s  p1 read null", "  10 ms  p0 read null"].join("\n"),
  );
});
