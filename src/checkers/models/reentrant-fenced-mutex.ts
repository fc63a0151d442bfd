// A lock with fencing tokens that its owner can acquire again, under the same token.
import { LockObject } from "./lock-object.ts";
import type { Model } from "./model.ts";

export const reentrantFencedMutex: Model = {
  name: "reentrant-fenced-mutex",
  functions: ["acquire", "release"],
  initial: null,
  create: (initial) => new LockObject(initial, { reentrant: true, fenced: true }),
};
