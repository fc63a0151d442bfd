// How sentences of findings name an event.
import type { ObjectHistory } from "./object-history.ts";

/** `event 14 of process 2 at 3.21 s` */
export const eventAt = (object: ObjectHistory, event: number): string =>
  `event ${String(event)} of process ${String(object.process(event))} at ${(object.time(event) / 1e9).toFixed(2)} s`;
