// A lock whose `acquire` gives a fencing token, greater than all before.
import { LockObject } from "./lock-object.ts";
import type { Model } from "./model.ts";

export const fencedMutex: Model = {
  name: "fenced-mutex",
  functions: ["acquire", "release"],
  initial: null,
  create: (initial) => new LockObject(initial, { reentrant: false, fenced: true }),
};
