// The list of data types that can be judged as their histories happen, by the names of their models. Knows no runs.
import type { Json } from "../../../core/json.ts";
import { modelNamed } from "../../models/models.ts";
import type { OnlineObject } from "./online-object.ts";
import { AppendList } from "./append-list.ts";
import { OnlineQueue } from "./queue.ts";
import { OnlineRegister } from "./register.ts";
import { OnlineSet } from "./set.ts";
import { type OnlineChecker, Stream } from "./stream.ts";

/** As of the checker `linearizable`, which is the one to ask about the whole history. */
export interface OnlineOptions {
  readonly model: string;
  readonly initial?: Json;
  readonly nullReads?: "value" | "unknown";
}

interface Start {
  readonly initial: Json;
  /** A read of null says nothing. */
  readonly silentNull: boolean;
}

const register = (start: Start): OnlineObject<object> => new OnlineRegister(start);

const OBJECTS: Readonly<Record<string, (start: Start) => OnlineObject<object>>> = {
  register,
  "cas-register": register,
  kv: register,
  set: ({ initial }) => new OnlineSet(initial),
  "g-set": ({ initial }) => new OnlineSet(initial),
  "append-list": ({ initial }) => new AppendList(initial),
  "fifo-queue": ({ initial }) => new OnlineQueue({ initial, isOrdered: true }),
  "unordered-queue": ({ initial }) => new OnlineQueue({ initial, isOrdered: false }),
};

/** Null for a model that only whole histories can be judged by. */
export function onlineChecker(options: OnlineOptions): OnlineChecker | null {
  const model = modelNamed(options.model);
  const make = OBJECTS[options.model];
  if (model === undefined || make === undefined) return null;
  const start = {
    initial: options.initial ?? model.initial,
    silentNull: options.nullReads === "unknown",
  };
  return new Stream(model.functions, () => make(start));
}
