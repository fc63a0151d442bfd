// A step of a fault schedule in words, for people who look before they run. Reads plan data alone.
import type { PlannedFault } from "../core/plan.ts";

/** "at 10.0 s for 5.0 s: partition bridge (n1 hears n2 n3; …)", "at 2.0 s for 3.0 s: kill one (n2)". */
export function describeStep(step: PlannedFault): string {
  const details = [targetsOf(step), ...parametersOf(step)].filter((detail) => detail !== "");
  const inBrackets = details.length === 0 ? "" : ` (${details.join("; ")})`;
  return `at ${seconds(step.atMs)} for ${seconds(step.forMs)}: ${step.name}${inBrackets}`;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** The nodes that were drawn; nothing where the name says it already or `hears` says it better. */
function targetsOf({ targets, parameters, name }: PlannedFault): string {
  if ("hears" in parameters || !Array.isArray(targets)) return "";
  const nodes = targets.join(" ");
  return name.endsWith(` ${nodes}`) ? "" : nodes;
}

function parametersOf({ parameters, targets }: PlannedFault): readonly string[] {
  const { hears, drops, graceMs } = parameters;
  const out: string[] = [];
  if (typeof drops === "string") out.push(`${drops} messages lost`);
  if (typeof graceMs === "number") out.push(`${seconds(graceMs)} of grace`);
  if (hears === undefined) {
    if (targets === "leader" && "grudge" in parameters) out.push("of whoever leads then");
    return out;
  }
  const views = Object.entries(hears as Readonly<Record<string, readonly string[]>>);
  for (const [node, heard] of views) {
    out.push(`${node} hears ${heard.length === 0 ? "nobody" : heard.join(" ")}`);
  }
  return out;
}
