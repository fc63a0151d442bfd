// What the faults of names have in common: who is misled about whose names, and the back end's hand on names.
// Knows no kind of falsehood.
import type { NameFault } from "../core/damage.ts";
import { HarnessError } from "../core/errors.ts";
import type { Fault, TargetSpec } from "../core/fault.ts";
import { nodeId } from "../core/ids.ts";
import { faultPlan, type FaultPlan, targetWords } from "./fault-plan.ts";
import type { FaultKind } from "./nemesis.ts";
import { dependsOnLeader, resolveTargets } from "./targets.ts";

export interface DnsOptions {
  /** Whose names are answered falsely; default: "all". The seed decides, so it cannot be the leader. */
  readonly about?: TargetSpec;
}

/** A plan that misleads `targets`, the askers. Throws `usage` for names that only the running cluster could tell. */
export function dnsPlan(
  kind: string,
  targets: TargetSpec,
  { about = "all" }: DnsOptions,
  parameters: Fault["parameters"] = {},
): FaultPlan {
  const words = targetWords(about);
  if (dependsOnLeader(about)) {
    throw new HarnessError("usage", `${kind} cannot be about "${words}", who may change`, {
      hint: "Aim it at the leader, or let it be about all.",
    });
  }
  const name = `${kind} ${targetWords(targets)}`;
  const aboutWhom = typeof about === "string" ? about : { ...about };
  return faultPlan(name, {
    kind,
    targets,
    parameters: { ...parameters, about: aboutWhom },
  });
}

/** All of a kind but its name. */
export const misleads = (
  kind: string,
  faultOf: (parameters: Fault["parameters"]) => NameFault,
  words: (parameters: Fault["parameters"]) => readonly string[] = () => [],
): FaultKind => ({
  kind,
  requires: "names",
  exclusive: false,
  decide(fault, layout, random) {
    const about = resolveTargets(aboutOf(fault), layout, null, random);
    return { ...fault, parameters: { ...fault.parameters, about } };
  },
  describe: (parameters) => [`about ${namesIn(parameters).join(" ")}`, ...words(parameters)],
  inject({ parameters }, { cluster, targets }) {
    const { names, backend } = cluster;
    if (names === null) {
      throw new HarnessError("unsupported", `the back end ${backend} has no hand on names`, {
        hint: "Use --backend docker.",
      });
    }
    const askers = targets.map((node) => node.id);
    return names.mislead(askers, namesIn(parameters).map(nodeId), faultOf(parameters), kind);
  },
});

/** As `dnsPlan` wrote it, before it is decided. */
const aboutOf = ({ parameters }: Fault): TargetSpec => parameters["about"] as TargetSpec;

/** As `decide` wrote it. */
const namesIn = ({ about }: Fault["parameters"]): readonly string[] => about as readonly string[];
