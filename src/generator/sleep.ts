// Quiet time: no operations for a while.
import { type Nanos, nanos } from "../core/ids.ts";
import type { Generator } from "./generator.ts";
import { DONE, pending } from "./wrap.ts";

/** No operation for `duration`, counted from when it is first asked; then done. Put it between others by `concat`. */
export function sleep(duration: Nanos): Generator<never> {
  const self: Generator<never> = {
    next: (context) => sleepUntil(nanos(context.time + duration)).next(context),
    update: () => self,
  };
  return self;
}

function sleepUntil(end: Nanos): Generator<never> {
  const self: Generator<never> = {
    next: (context) => (context.time >= end ? DONE : pending(self, end)),
    update: () => self,
  };
  return self;
}
