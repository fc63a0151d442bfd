// A set that only grows: `add` an element, `read` all of them.
import type { Model } from "./model.ts";
import { SetObject } from "./set-object.ts";

export const gSet: Model = {
  name: "g-set",
  functions: ["add", "read"],
  initial: [],
  create: (initial) => new SetObject(initial),
};
