// A register: `read` gives the value, `write` replaces it.
import type { Model } from "./model.ts";
import { registerObject } from "./register-object.ts";

const FUNCTIONS = { read: "read", write: "write" } as const;

export const register: Model = {
  name: "register",
  functions: Object.keys(FUNCTIONS),
  initial: null,
  create: (initial) => registerObject(FUNCTIONS, initial),
};
