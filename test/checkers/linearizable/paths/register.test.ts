// The linear-time path for registers, on hand-made histories without cas: what it decides alone, and by which operations.
import { describe, expect, test } from "vitest";
import { historyOf } from "../../events.ts";
import { decide } from "./decide.ts";

type Lines = Parameters<typeof historyOf>[0];

const ERROR = { error: { code: "timeout", message: "no answer" } };
const says = (lines: Lines, options = {}) => decide("register", historyOf(lines), options);
const linearizable = { endings: ["linearizable"], proofs: [], because: [] };

/** A whole operation, one event after the other. */
const done = (f: string, value: unknown, process = 0): Lines => [
  [process, "invoke", f, f === "read" ? null : value],
  [process, "ok", f, value],
];
const lost = (f: string, value: unknown, process: number): Lines => [
  [process, "invoke", f, value],
  [process, "info", f, value, ERROR],
];

describe("one value alone", () => {
  test("read after its write, and while it is written", () => {
    expect(says([...done("write", 1), ...done("read", 1)])).toEqual(linearizable);
    expect(says([[1, "invoke", "write", 1], ...done("read", 1), [1, "ok", "write", 1]])).toEqual(
      linearizable,
    );
  });

  test("never written", () => {
    expect(says(done("read", 1))).toEqual({
      endings: ["impossible"],
      proofs: [["read 1"]],
      because: ["process 0 read 1 at 1.00 s, which nobody had written by then"],
    });
  });

  test("written by what certainly failed: an aborted read names the write, too", () => {
    const aborted = [
      [1, "invoke", "write", 1],
      [1, "fail", "write", 1, ERROR],
    ] as const;
    expect(says([...aborted, ...done("read", 1)]).proofs).toEqual([["write 1", "read 1"]]);
    expect(says([...aborted, ...done("read", null)])).toEqual(linearizable);
  });

  test("read before its write was called", () => {
    expect(says([...done("read", 1), ...done("write", 1)]).proofs).toEqual([["read 1", "write 1"]]);
    expect(says([...done("read", 1), ...lost("write", 1, 1)]).proofs).toEqual([
      ["read 1", "write 1"],
    ]);
  });
});

describe("two values", () => {
  test("a stale read: one was overwritten when it was read", () => {
    const { proofs } = says([...done("write", 1), ...done("write", 2), ...done("read", 1)]);
    expect(proofs).toEqual([["write 1", "write 2", "read 1"]]);
  });

  test("a value that comes back: the zones of both reach over each other", () => {
    const both: Lines = [
      [1, "invoke", "write", 1],
      [2, "invoke", "write", 2],
    ];
    const { proofs, because } = says([
      ...both,
      ...done("read", 1),
      ...done("read", 2),
      ...done("read", 1),
      ...done("read", 2),
    ]);
    expect(proofs).toEqual([["write 1", "write 2", "read 1", "read 2", "read 1", "read 2"]]);
    expect(because[0]).toMatch(
      /^once process 0 read 1 at 3\.00 s, that value stayed until process 0 read 1/,
    );
    expect(says([...both, ...done("read", 1), ...done("read", 2)])).toEqual(linearizable);
  });

  test("a whole write inside the time that another value was there", () => {
    const { proofs } = says([
      [1, "invoke", "write", 1],
      ...done("read", 1),
      ...done("write", 2),
      ...done("read", 1),
      [1, "ok", "write", 1],
    ]);
    expect(proofs).toEqual([["write 1", "read 1", "write 2", "read 1"]]);
  });

  test("a write that reaches out of that time can come before or after it", () => {
    const around = (end: Lines): Lines => [
      [2, "invoke", "write", 2],
      ...done("write", 1),
      [2, "ok", "write", 2],
      ...end,
    ];
    expect(says(around(done("read", 1)))).toEqual(linearizable);
    expect(says(around(done("read", 2)))).toEqual(linearizable);
  });
});

describe("what is there at first", () => {
  test("may be read until something was surely written", () => {
    const write = (end: Lines): Lines => [[1, "invoke", "write", 1], ...end];
    expect(says(write(done("read", null)))).toEqual(linearizable);
    expect(says(write([...done("read", 1), ...done("read", null)])).proofs).toEqual([
      ["write 1", "read 1", "read null"],
    ]);
  });

  test("is what the options say", () => {
    expect(says(done("read", 0), { initial: 0 })).toEqual(linearizable);
    expect(says(done("read", null), { initial: 0 }).endings).toEqual(["impossible"]);
  });

  test("need not be what a read of null saw, if the options say so", () => {
    const unknown = { initial: 0, nullReads: "unknown" };
    expect(says(done("read", null), unknown)).toEqual(linearizable);
    const late = [...done("write", 1), ...done("read", null)];
    expect(says(late, unknown)).toEqual(linearizable);
    expect(says(late, { nullReads: "unknown" }).endings).toEqual(["impossible"]);
  });
});

describe("writes of unknown outcome", () => {
  test("that nobody saw say nothing", () => {
    expect(says([...done("write", 1), ...lost("write", 2, 1), ...done("read", 1)])).toEqual(
      linearizable,
    );
  });

  test("that somebody saw were done by then", () => {
    const seen = [...lost("write", 1, 1), ...done("read", 1)];
    expect(says([...seen, ...done("write", 2), ...done("read", 2)])).toEqual(linearizable);
    expect(says([...seen, ...done("write", 2), ...done("read", 1)]).proofs).toEqual([
      ["write 1", "read 1", "write 2", "read 1"],
    ]);
  });

  test("are done by the first of those who saw them, not the last", () => {
    const { endings } = says([
      ...done("write", 2),
      [1, "invoke", "write", 1],
      [3, "invoke", "read"],
      ...done("read", 1),
      ...done("read", 2),
      [3, "ok", "read", 1],
    ]);
    expect(endings).toEqual(["impossible"]);
  });
});

test("each key is decided alone, and values may repeat across keys", () => {
  const at = (key: string, lines: Lines): Lines =>
    lines.map(([process, type, f, value]) => [process, type, f, value, { key }]);
  const { endings, proofs } = says([
    ...at("a", done("write", 1)),
    ...at("b", done("write", 1)),
    ...at("a", done("write", 2)),
    ...at("c", done("read", 1)),
    ...at("b", done("read", 1)),
    ...at("a", done("read", 1)),
    ...at("d", [...done("write", 5), ...done("write", 5)]),
  ]);
  expect(endings).toEqual(["impossible", "linearizable", "impossible", "undecided"]);
  expect(proofs).toEqual([["read 1"], ["write 1", "write 2", "read 1"]]);
});

test("a value written twice, or written again after the start, is left to the search", () => {
  expect(says([...done("write", 1), ...done("write", 1)]).endings).toEqual(["undecided"]);
  expect(says([...done("write", 1), ...lost("write", 1, 1)]).endings).toEqual(["undecided"]);
  expect(says(done("write", null)).endings).toEqual(["undecided"]);
});

test("values of any shape are told apart, equal ones are not", () => {
  const values = [0, 1, "1", true, "true", [1], { a: 1, b: 2 }, 1.5, -1, 1e12];
  const lines = values.flatMap((value) => [...done("write", value), ...done("read", value)]);
  expect(says(lines)).toEqual(linearizable);
  expect(says([...lines, ...done("write", { b: 2, a: 1 })]).endings).toEqual(["undecided"]);
});
