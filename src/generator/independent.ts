// Many independent objects in one workload: operations carry a key, each key has a generator of its own.
import { HarnessError } from "../core/errors.ts";
import type { WorkerId } from "../core/ids.ts";
import type { AnyRequest, Key } from "../core/op.ts";
import type { Generator } from "./generator.ts";
import { map } from "./map.ts";
import { inParts } from "./parts.ts";
import { sequence } from "./phases.ts";
import { clients } from "./route.ts";

/** The keys in order: a list, or a function of the position, which never ends. */
export type Keys = readonly Key[] | ((position: number) => Key);

type Make<R extends AnyRequest> = (key: Key) => Generator<R>;

/** All workers on one key after the other; the next begins when the generator of the one before is done. */
export const sequentialKeys = <R extends AnyRequest>(
  keys: Keys,
  makeGenerator: Make<R>,
): Generator<R> => sequence(keyedBy(keys, makeGenerator));

/**
 * Client workers in groups of `threadsPerKey`, each group on a key of its own; when that key's generator is done the
 * group takes the next key. The last group is smaller where the workers do not divide. Never uses the nemesis worker.
 */
export function concurrentKeys<R extends AnyRequest>(
  threadsPerKey: number,
  keys: Keys,
  makeGenerator: Make<R>,
): Generator<R> {
  if (!Number.isInteger(threadsPerKey) || threadsPerKey < 1) {
    throw new HarnessError(
      "usage",
      `${String(threadsPerKey)} threads per key: at least 1 is needed`,
    );
  }
  const next = keyedBy(keys, makeGenerator);
  return clients(
    inParts(
      (workers) => groupsOf(threadsPerKey, workers),
      (_part, _turn, taken) => next(taken),
    ),
  );
}

function groupsOf(size: number, workers: readonly WorkerId[]): readonly (readonly WorkerId[])[] {
  const groups = Array.from({ length: Math.ceil(workers.length / size) }, (_, i) => i * size);
  return groups.map((start) => workers.slice(start, start + size));
}

function keyedBy<R extends AnyRequest>(
  keys: Keys,
  makeGenerator: Make<R>,
): (position: number) => Generator<R> | undefined {
  const keyAt = typeof keys === "function" ? keys : (position: number) => keys[position];
  return (position) => {
    const key = keyAt(position);
    return key === undefined ? undefined : keyed(key, makeGenerator(key));
  };
}

/** Sets the key of every request. Events of other keys (an op that outlived its generator) are not passed on. */
function keyed<R extends AnyRequest>(key: Key, generator: Generator<R>): Generator<R> {
  const inner = map((request: R) => ({ ...request, key }), generator);
  return onlyEventsOf(key, inner);
}

function onlyEventsOf<R extends AnyRequest>(key: Key, generator: Generator<R>): Generator<R> {
  const self: Generator<R> = {
    next(context) {
      const next = generator.next(context);
      return next.kind === "done" ? next : { ...next, rest: onlyEventsOf(key, next.rest) };
    },
    update(context, event) {
      if (event.event.key !== key) return self;
      const after = generator.update(context, event);
      return after === generator ? self : onlyEventsOf(key, after);
    },
  };
  return self;
}
