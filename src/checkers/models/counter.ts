// A counter: `add` a number (below zero, too), `read` the total.
import { CounterObject } from "./counter-object.ts";
import type { Model } from "./model.ts";

export const counter: Model = {
  name: "counter",
  functions: ["add", "read"],
  initial: 0,
  create: (initial) => new CounterObject(initial, false),
};
