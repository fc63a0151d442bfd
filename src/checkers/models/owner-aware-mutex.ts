// A lock that only who acquired it can release.
import { LockObject } from "./lock-object.ts";
import type { Model } from "./model.ts";

export const ownerAwareMutex: Model = {
  name: "owner-aware-mutex",
  functions: ["acquire", "release"],
  initial: null,
  create: (initial) => new LockObject(initial, { reentrant: false, fenced: false }),
};
