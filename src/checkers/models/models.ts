// The list of models: the one place that a new model is added to.
import { appendList } from "./append-list.ts";
import { casRegister } from "./cas-register.ts";
import { counter } from "./counter.ts";
import { fencedMutex } from "./fenced-mutex.ts";
import { fetchAndAdd } from "./fetch-and-add.ts";
import { fifoQueue } from "./fifo-queue.ts";
import { gSet } from "./g-set.ts";
import { kvString } from "./kv-string.ts";
import { kv } from "./kv.ts";
import type { Model } from "./model.ts";
import { multiRegister } from "./multi-register.ts";
import { mutex } from "./mutex.ts";
import { ownerAwareMutex } from "./owner-aware-mutex.ts";
import { reentrantFencedMutex } from "./reentrant-fenced-mutex.ts";
import { reentrantMutex } from "./reentrant-mutex.ts";
import { register } from "./register.ts";
import { revisionedRegister } from "./revisioned-register.ts";
import { semaphore } from "./semaphore.ts";
import { set } from "./set.ts";
import { stack } from "./stack.ts";
import { unorderedQueue } from "./unordered-queue.ts";

const MODELS: readonly Model[] = [
  register,
  casRegister,
  multiRegister,
  revisionedRegister,
  kv,
  kvString,
  mutex,
  ownerAwareMutex,
  reentrantMutex,
  fencedMutex,
  reentrantFencedMutex,
  semaphore,
  fifoQueue,
  unorderedQueue,
  stack,
  set,
  gSet,
  appendList,
  counter,
  fetchAndAdd,
];

export const modelNames = (): readonly string[] => MODELS.map((model) => model.name);

/** The model of that name; undefined where there is none. */
export const modelNamed = (name: string): Model | undefined =>
  MODELS.find((model) => model.name === name);
