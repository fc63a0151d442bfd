// The linear-time path for registers with cas, on hand-made histories: chains, and cas that failed.
import { describe, expect, test } from "vitest";
import { historyOf } from "../../events.ts";
import { decide } from "./decide.ts";

type Lines = Parameters<typeof historyOf>[0];
type Line = Lines[number];

const PRECONDITION = { code: "precondition", message: "another value" };
const ERROR = { error: { code: "timeout", message: "no answer" } };
const says = (lines: Lines) => decide("cas-register", historyOf(lines));
const linearizable = { endings: ["linearizable"], proofs: [], because: [] };
const undecided = { endings: ["undecided"], proofs: [], because: [] };

const done = (f: string, value: unknown, process = 0): Lines => [
  [process, "invoke", f, f === "read" ? null : value],
  [process, "ok", f, value],
];
const lost = (f: string, value: unknown, process: number): Lines => [
  [process, "invoke", f, value],
  [process, "info", f, value, ERROR],
];
const refused = (value: unknown, process = 0): readonly [Line, Line] => [
  [process, "invoke", "cas", value],
  [process, "fail", "cas", value, { error: PRECONDITION }],
];
const seeing = (seen: unknown, value: unknown, process = 0): Lines => [
  [process, "invoke", "cas", value],
  [process, "fail", "cas", value, { error: { ...PRECONDITION, seen } }],
];

describe("a chain", () => {
  test("of cas one after the other", () => {
    const chain = [...done("write", 1), ...done("cas", [1, 2]), ...done("cas", [2, 3])];
    expect(says([...chain, ...done("read", 3)])).toEqual(linearizable);
    expect(says([...done("cas", [null, 1]), ...done("cas", [1, 2])])).toEqual(linearizable);
  });

  test("is read backwards", () => {
    const chain = [...done("write", 1), ...done("cas", [1, 2]), ...done("cas", [2, 3])];
    expect(says([...chain, ...done("read", 1)]).proofs).toEqual([
      ["write 1", "cas [1,2]", "read 1"],
    ]);
  });

  test("from a value that nobody wrote", () => {
    const { proofs, because } = says([...done("write", 1), ...done("cas", [4, 5])]);
    expect(proofs).toEqual([["cas [4,5]"]]);
    expect(because[0]).toContain("nobody had written what it changed");
  });

  test("that forks: two cas changed one value", () => {
    const { proofs, because } = says([
      ...done("write", 1),
      ...done("cas", [1, 2]),
      ...done("cas", [1, 3]),
    ]);
    expect(proofs).toEqual([["write 1", "cas [1,2]", "cas [1,3]"]]);
    expect(because[0]).toContain("only one of the two");
  });

  test("that bites its tail", () => {
    const { proofs } = says([
      [1, "invoke", "cas", [1, 2]],
      [2, "invoke", "cas", [2, 1]],
      [1, "ok", "cas", [1, 2]],
      [2, "ok", "cas", [2, 1]],
    ]);
    expect(proofs).toEqual([["cas [1,2]", "cas [2,1]"]]);
  });

  test("called after what it changes was changed on", () => {
    const { endings } = says([...done("cas", [1, 2]), ...done("write", 1)]);
    expect(endings).toEqual(["impossible"]);
  });

  test("is one zone: a value of another chain cannot come between its values", () => {
    const between = (lines: Lines): Lines => [
      ...done("write", 1),
      ...lines,
      ...done("cas", [1, 2]),
    ];
    expect(says(between(done("write", 3))).proofs).toEqual([["write 1", "write 3", "cas [1,2]"]]);
    expect(says(between([[1, "invoke", "write", 3]]))).toEqual(linearizable);
    expect(says(between([[1, "invoke", "write", 3], ...done("read", 3)])).endings).toEqual([
      "impossible",
    ]);
  });
});

describe("cas of unknown outcome", () => {
  test("whose value was seen were done, and so were those that they rest on", () => {
    const chain = [...done("write", 1), ...lost("cas", [1, 2], 1), ...lost("cas", [2, 3], 2)];
    expect(says([...chain, ...done("read", 3)])).toEqual(linearizable);
    expect(says([...chain, ...done("read", 3), ...done("read", 1)]).proofs).toEqual([
      ["write 1", "cas [1,2]", "cas [2,3]", "read 3", "read 1"],
    ]);
    expect(says([...chain, ...done("read", 3), ...done("cas", [1, 4])]).endings).toEqual([
      "impossible",
    ]);
  });

  test("whose value nobody saw say nothing", () => {
    const chain = [...done("write", 1), ...lost("cas", [1, 2], 1), ...lost("cas", [2, 3], 2)];
    expect(says([...chain, ...done("read", 1)])).toEqual(linearizable);
    expect(says([...chain, ...done("cas", [1, 4])])).toEqual(linearizable);
  });

  test("from a value that was never there say nothing, unless somebody saw theirs", () => {
    const never = lost("cas", [7, 8], 1);
    expect(says([...done("write", 1), ...never, ...done("read", 1)])).toEqual(linearizable);
    expect(says([...done("write", 1), ...never, ...done("read", 8)]).proofs).toEqual([
      ["cas [7,8]", "read 8"],
    ]);
  });
});

describe("a failed cas that tells what it saw", () => {
  test("is a read", () => {
    expect(says([...done("write", 1), ...seeing(1, [4, 5])])).toEqual(linearizable);
    const stale = [...done("write", 1), ...done("write", 2), ...seeing(1, [4, 5])];
    expect(says(stale).proofs).toEqual([["write 1", "write 2", "cas [4,5]"]]);
  });

  test("and saw what it expected contradicts itself", () => {
    const { proofs } = says([...done("write", 1), ...seeing(1, [1, 2])]);
    expect(proofs).toEqual([["write 1", "cas [1,2]"]]);
  });
});

describe("a failed cas that does not tell", () => {
  test("of what was not there, or not yet, or no more", () => {
    expect(says([...done("write", 1), ...refused([4, 5])])).toEqual(linearizable);
    expect(says([...refused([1, 5]), ...done("write", 1)])).toEqual(linearizable);
    expect(says([...done("write", 1), ...done("write", 2), ...refused([1, 5])])).toEqual(
      linearizable,
    );
  });

  test("of what was there all the time", () => {
    const { proofs, because } = says([...done("write", 1), ...refused([1, 2]), ...done("read", 1)]);
    expect(proofs).toEqual([["write 1", "cas [1,2]", "read 1"]]);
    expect(because[0]).toContain("what it expected was there from");
  });

  test("of what was there at first, all the time", () => {
    const { proofs } = says([...refused([null, 2]), ...done("read", null)]);
    expect(proofs).toEqual([["cas [null,2]", "read null"]]);
  });

  test("of what a later cas changed, and so was there all the time", () => {
    const { proofs } = says([...done("write", 1), ...refused([1, 2]), ...done("cas", [1, 3])]);
    expect(proofs).toEqual([["write 1", "cas [1,2]", "cas [1,3]"]]);
  });

  test("of what is put off until it was called", () => {
    const [call, fail] = refused([1, 2], 1);
    expect(says([[0, "invoke", "write", 1], call, fail, [0, "ok", "write", 1]])).toEqual(
      linearizable,
    );
  });

  test("puts off later values with it, while they can wait", () => {
    const [call, fail] = refused([1, 2], 1);
    const late = (ends: Lines): Lines => [
      [0, "invoke", "write", 1],
      [2, "invoke", "cas", [1, 3]],
      ...ends,
    ];
    const ok: Line = [2, "ok", "cas", [1, 3]];
    expect(says(late([call, fail, ok]))).toEqual(linearizable);
    expect(says(late([ok, call, fail]))).toEqual(linearizable);
  });

  test("of what a later value can overwrite, if it comes later than it might", () => {
    const late: Lines = [
      [2, "invoke", "write", 2],
      ...done("write", 1),
      ...refused([1, 5]),
      [2, "ok", "write", 2],
    ];
    expect(says(late)).toEqual(linearizable);
    expect(says([...late, ...done("read", 1)]).endings).toEqual(["impossible"]);
  });

  test("of what a write that nobody saw can have overwritten, but only one of them", () => {
    const lostWrite = lost("write", 2, 2);
    expect(says([...done("write", 1), ...lostWrite, ...refused([1, 5])])).toEqual(linearizable);
    const twice = [...refused([1, 5]), ...done("write", 3), ...refused([3, 5])];
    expect(says([...done("write", 1), ...lostWrite, ...twice])).toEqual(undecided);
    expect(says([...done("write", 1), ...refused([1, 5]), ...lostWrite])).toEqual(undecided);
  });

  test("of what only a cas that nobody saw can have changed is left to the search", () => {
    const lines = [...done("write", 1), ...lost("cas", [1, 2], 2), ...refused([1, 5])];
    expect(says(lines)).toEqual(undecided);
  });
});
