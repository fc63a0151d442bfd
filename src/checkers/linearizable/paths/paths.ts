// The list of linear-time paths: the one place that a new one is added to.
import type { LinearPath } from "./path.ts";
import { registerPath } from "./register.ts";

const PATHS: readonly LinearPath[] = [registerPath];

/** The path for a model; undefined where there is none. */
export const pathFor = (model: string): LinearPath | undefined =>
  PATHS.find(({ models }) => models.includes(model));
