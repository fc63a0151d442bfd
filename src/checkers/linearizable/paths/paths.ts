// The list of linear-time paths: the one place that a new one is added to.
import { appendListPath } from "./append-list.ts";
import { counterPath } from "./counter.ts";
import { fetchAndAddPath } from "./fetch-and-add.ts";
import { mutexPath } from "./mutex.ts";
import { LOCK_PATHS } from "./owned-lock.ts";
import type { LinearPath } from "./path.ts";
import { fifoQueuePath, unorderedQueuePath } from "./queue.ts";
import { registerPath } from "./register.ts";
import { revisionsPath } from "./revisions.ts";
import { setPath } from "./set.ts";

const PATHS: readonly LinearPath[] = [
  registerPath,
  fifoQueuePath,
  unorderedQueuePath,
  revisionsPath,
  setPath,
  appendListPath,
  counterPath,
  fetchAndAddPath,
  mutexPath,
  ...LOCK_PATHS,
];

/** The path for a model; undefined where there is none. */
export const pathFor = (model: string): LinearPath | undefined =>
  PATHS.find(({ models }) => models.includes(model));
