// A key-value store, one register per key: `get` and `put` (or read and write), and `cas`.
import type { Model } from "./model.ts";
import { registerObject } from "./register-object.ts";

const FUNCTIONS = { get: "read", put: "write", read: "read", write: "write", cas: "cas" } as const;

export const kv: Model = {
  name: "kv",
  functions: Object.keys(FUNCTIONS),
  initial: null,
  create: (initial) => registerObject(FUNCTIONS, initial),
};
