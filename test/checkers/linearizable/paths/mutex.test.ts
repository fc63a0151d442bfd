// Locks without owners, by hand: each way in which acquires and releases cannot alternate.
import { expect, test } from "vitest";
import { mutexPath } from "../../../../src/checkers/linearizable/paths/mutex.ts";
import type { historyOf } from "../../events.ts";
import { decided } from "./decided.ts";

type Lines = Parameters<typeof historyOf>[0];

const op = (f: string, process = 0): Lines => [
  [process, "invoke", f],
  [process, "ok", f],
];
const refused = (f: string): Lines => [
  [0, "invoke", f],
  [0, "fail", f, null, { error: { code: "precondition", message: "no" } }],
];
const lost = (process: number, f: string): Lines => [
  [process, "invoke", f],
  [process, "info", f, null, { error: { code: "timeout", message: "late" } }],
];
const [acquire, release] = [op("acquire"), op("release")];
const says = (...parts: readonly Lines[]): string => decided(mutexPath, parts.flat());
const saysHeld = (...parts: readonly Lines[]): string => decided(mutexPath, parts.flat(), true);

test("by turns, and by whomever", () => {
  expect(says(acquire, op("release", 1), op("acquire", 2), release)).toBe("linearizable");
  expect(saysHeld(release, acquire)).toBe("linearizable");
});

test("twice in a row: only the two are shown, however much came before", () => {
  expect(says(acquire, acquire)).toBe(
    "0 1: process 0 acquired the lock at 3.00 s, but the lock must have been held",
  );
  const rounds = Array.from({ length: 50 }, () => [acquire, release].flat());
  expect(says(...rounds, release)).toBe(
    "99 100: process 0 released the lock at 201.00 s, but the lock must have been free",
  );
  expect(says(release)).toContain("0: process 0 released");
  expect(saysHeld(acquire)).toContain("0: process 0 acquired");
  expect(saysHeld(release, release)).toContain("0 1: process 0 released");
});

test("a failed operation counts for nothing", () => {
  const failed: Lines = [
    [0, "invoke", "acquire"],
    [0, "fail", "acquire", null, { error: { code: "refused", message: "no" } }],
  ];
  expect(says(failed, acquire, failed, release)).toBe("linearizable");
});

test("unknown outcomes serve once each, after their calls", () => {
  expect(says(acquire, lost(1, "release"), acquire)).toBe("linearizable");
  expect(says(acquire, lost(1, "release"), acquire, acquire)).toContain("0 1 2 3: ");
  expect(says(acquire, acquire, lost(1, "release"))).toContain("0 1: ");
});

test("an open operation serves the one that returns first", () => {
  // Two releases are open; the one that returns first must not be left for later, when the lock is free.
  const open: Lines = [
    [1, "invoke", "release"],
    [2, "invoke", "release"],
    [3, "invoke", "acquire"],
  ];
  const done: Lines = [
    [3, "ok", "acquire"],
    [2, "ok", "release"],
  ];
  expect(says(acquire, open, done, acquire, [[1, "ok", "release"]])).toBe("linearizable");
});

test("refusals saw what must have been at some time while they ran", () => {
  expect(says(refused("acquire"))).toBe(
    "0: process 0 found the lock held at 1.00 s, but the lock must have been free",
  );
  expect(says(acquire, refused("acquire"), release, refused("release"))).toBe("linearizable");
  expect(says(acquire, refused("release"))).toBe(
    "0 1: process 0 found the lock free at 3.00 s, but the lock must have been held",
  );
  // Held for a moment only, between two that are open.
  const within: Lines = [[1, "invoke", "acquire"], ...refused("acquire"), [1, "ok", "acquire"]];
  expect(says(within, release)).toBe("linearizable");
  const around: Lines = [[1, "invoke", "acquire"]];
  const refusal: Lines = [
    [1, "fail", "acquire", null, { error: { code: "precondition", message: "" } }],
  ];
  expect(says(around, acquire, release, refusal)).toBe("linearizable");
});
