// A set on replicas that lag behind each other, for tests of weak guarantees; of one replica it is right.
import type { SimulatedSystem } from "../oracle/simulated-system.ts";

interface ReplicatedSet {
  readonly replicas: number[][];
}

/** `f` is what adds are called; `sync` is the chance that an element gets to each other replica at once, and one later a call. */
export const replicatedSet = (
  count: number,
  f: string,
  { sync = 0.6, range }: { readonly sync?: number; readonly range?: number } = {},
): SimulatedSystem<ReplicatedSet> => ({
  start: () => ({ replicas: Array.from({ length: count }, () => []) }),
  call: (random, n) =>
    random.chance(0.5)
      ? { f, value: range === undefined ? n : random.int(1, range) }
      : { f: "read", value: null },
  apply: ({ replicas }, call, random) => {
    const lagging = random.pick(replicas);
    const missing = random.pick(replicas).filter((element) => !lagging.includes(element));
    if (missing.length > 0 && random.chance(0.5)) lagging.push(random.pick(missing));
    const mine = random.pick(replicas);
    if (call.f === "read") return [...mine];
    for (const replica of replicas)
      if (replica === mine || random.chance(sync))
        if (!replica.includes(call.value as number)) replica.push(call.value as number);
    return call.value;
  },
});
