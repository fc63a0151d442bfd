// A lock: `acquire` when it is free, `release` when it is held. It knows no owners.
import type { Operation } from "../../core/op.ts";
import { changes, IMPOSSIBLE, looks, type Meaning, type Model, type ModelObject } from "./model.ts";

const FREE = 0;
const HELD = 1;

const ACQUIRE = 0;
const RELEASE = 1;
const SAW_HELD = 2;
const SAW_FREE = 3;

/** Per kind: the state it needs, and the state it leaves. */
const NEEDS = [FREE, HELD, HELD, FREE];
const LEAVES = [HELD, FREE, HELD, FREE];

function meaningOf(op: Operation): Meaning | null {
  if (op.f !== "acquire" && op.f !== "release") return null;
  const acquires = op.f === "acquire";
  if (op.outcome.type === "fail") return looks(acquires ? SAW_HELD : SAW_FREE);
  return changes([acquires ? ACQUIRE : RELEASE]);
}

const create = (initial: unknown): ModelObject => ({
  start: initial === true ? HELD : FREE,
  initialFacts: new Set(),
  interpret: (ops) => ops.map(meaningOf),
  step: (state, kind) => (NEEDS[kind] === state ? (LEAVES[kind] as number) : IMPOSSIBLE),
  describe: (state) => (state === HELD ? "the lock is held" : "the lock is free"),
});

export const mutex: Model = {
  name: "mutex",
  functions: ["acquire", "release"],
  initial: false,
  create,
};
