// The list of models: the one place that a new model is added to.
import { casRegister } from "./cas-register.ts";
import { fifoQueue } from "./fifo-queue.ts";
import { kvString } from "./kv-string.ts";
import { kv } from "./kv.ts";
import type { Model } from "./model.ts";
import { multiRegister } from "./multi-register.ts";
import { mutex } from "./mutex.ts";
import { register } from "./register.ts";
import { set } from "./set.ts";
import { unorderedQueue } from "./unordered-queue.ts";

const MODELS: readonly Model[] = [
  register,
  casRegister,
  multiRegister,
  mutex,
  kv,
  kvString,
  fifoQueue,
  unorderedQueue,
  set,
];

export const modelNames = (): readonly string[] => MODELS.map((model) => model.name);

/** The model of that name; undefined where there is none. */
export const modelNamed = (name: string): Model | undefined =>
  MODELS.find((model) => model.name === name);
