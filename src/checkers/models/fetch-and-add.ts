// A counter whose `add` of a number gives the total before it; `read` gives the total.
import { CounterObject } from "./counter-object.ts";
import type { Model } from "./model.ts";

export const fetchAndAdd: Model = {
  name: "fetch-and-add",
  functions: ["add", "read"],
  initial: 0,
  create: (initial) => new CounterObject(initial, true),
};
