// A set: `add`, `remove` and `contains` of one element, `read` of all of them. What the first three found (was it new, was it
// there) is checked where the outcome tells: a value [element, boolean].
import type { Model } from "./model.ts";
import { SetObject } from "./set-object.ts";

export const set: Model = {
  name: "set",
  functions: ["add", "remove", "contains", "read"],
  initial: [],
  create: (initial) => new SetObject(initial),
};
