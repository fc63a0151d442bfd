// What a run says of faults that could not be healed: which, why, and what a person types to undo them. Pure.
import { HarnessError } from "../core/errors.ts";
import type { UnhealedFault } from "../nemesis/supervisor.ts";

/** Null where all was healed. */
export function unhealedError(faults: readonly UnhealedFault[]): HarnessError | null {
  if (faults.length === 0) return null;
  const named = faults.map(({ window: { name, targets, healed } }) => {
    const why = healed?.seen === false ? healed.why : "nothing shows that it is gone";
    return `${name} on ${targets.join(" ")} (${why})`;
  });
  const known = faults.flatMap(({ byHand }) => byHand ?? []);
  const commands = [...known, ...(known.length < faults.length ? ["faultline clean"] : [])];
  return new HarnessError("unhealed", `not healed: ${named.join("; ")}`, {
    hint: `Containers that the run started are removed with it; on others, type: ${commands.join("; ")}`,
  });
}
