// What a linear-time path alone says of a hand-made history, in words.
import { opTableOf } from "../../../../src/checkers/linearizable/op-table.ts";
import type { PathOptions } from "../../../../src/checkers/linearizable/paths/path.ts";
import { pathFor } from "../../../../src/checkers/linearizable/paths/paths.ts";
import type { History } from "../../../../src/core/history.ts";

export interface Decided {
  /** Per object. */
  readonly endings: readonly string[];
  /** Per violation, its operations as "write 4", in order of calls. */
  readonly proofs: readonly (readonly string[])[];
  readonly because: readonly string[];
}

const ENDINGS = ["undecided", "linearizable", "impossible"];

export function decide(
  model: string,
  history: History,
  { initial = null, nullReads = "value" }: Partial<PathOptions> = {},
): Decided {
  const path = pathFor(model);
  if (path === undefined) throw new Error(`no path for ${model}`);
  const { ending, violations } = path.decide(opTableOf(history), { initial, nullReads });
  const ops = history.operations();
  return {
    endings: [...ending].map((each) => ENDINGS[each] as string),
    proofs: violations.map(({ rows }) =>
      rows.map((row) => {
        const { f, input, outcome } = ops[row] as (typeof ops)[number];
        const value = f === "read" && outcome.type === "ok" ? outcome.value : input;
        return `${f} ${JSON.stringify(value)}`;
      }),
    ),
    because: violations.map(({ because }) => because),
  };
}
