// The option `mix` of workloads: how often each operation is asked for, relative to the others.
import { HarnessError } from "../core/errors.ts";

/** Relative frequencies by operation; 0 or left out: never. */
export type Mix<F extends string> = { readonly [f in F]?: number };

/** The operations that a mix asks for, in the order of `all`. Throws `usage` where it asks for none. */
export function operationsOf<F extends string>(
  workload: string,
  all: readonly F[],
  mix: Mix<F>,
): readonly F[] {
  const asked = all.filter((f) => (mix[f] ?? 0) > 0);
  if (asked.length > 0 && all.every((f) => (mix[f] ?? 0) >= 0)) return asked;
  throw new HarnessError("usage", `${workload}: the mix ${JSON.stringify(mix)} asks for nothing`, {
    hint: `Give at least one of ${all.join(", ")} a weight above 0, and none one below.`,
  });
}
