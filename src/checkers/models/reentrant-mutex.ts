// A lock that its owner can acquire again, and releases as often.
import { LockObject } from "./lock-object.ts";
import type { Model } from "./model.ts";

export const reentrantMutex: Model = {
  name: "reentrant-mutex",
  functions: ["acquire", "release"],
  initial: null,
  create: (initial) => new LockObject(initial, { reentrant: true, fenced: false }),
};
