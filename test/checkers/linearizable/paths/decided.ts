// What a linear-time path says of a hand-made history: an ending, or the operations that no order explains and why.
import { opTableOf } from "../../../../src/checkers/linearizable/op-table.ts";
import {
  LINEARIZABLE,
  type LinearPath,
  UNDECIDED,
} from "../../../../src/checkers/linearizable/paths/path.ts";
import type { Json } from "../../../../src/core/json.ts";
import { historyOf } from "../../events.ts";

/** A history of one object; `initial` is what it holds at first. */
export function decided(
  path: LinearPath,
  lines: Parameters<typeof historyOf>[0],
  initial: Json = null,
): string {
  const { ending, violations } = path.decide(opTableOf(historyOf(lines)), {
    initial,
    nullReads: "value",
  });
  if (ending[0] === UNDECIDED) return "undecided";
  if (ending[0] === LINEARIZABLE) return "linearizable";
  return violations.map(({ rows, because }) => `${rows.join(" ")}: ${because}`).join("\n");
}
