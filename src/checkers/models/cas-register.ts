// A register with compare-and-set: `cas` takes [expected, new]; one that failed on its precondition is an observation.
import type { Model } from "./model.ts";
import { registerObject } from "./register-object.ts";

const FUNCTIONS = { read: "read", write: "write", cas: "cas" } as const;

export const casRegister: Model = {
  name: "cas-register",
  functions: Object.keys(FUNCTIONS),
  initial: null,
  create: (initial) => registerObject(FUNCTIONS, initial),
};
