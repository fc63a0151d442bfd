// `faultline check --estimate`: what the linearizability checks of a history are going to take, in words or as JSON.
import {
  estimate,
  type Estimate,
  type ObjectEstimate,
} from "../../checkers/linearizable/estimate.ts";
import { modelNamed, modelNames } from "../../checkers/models/models.ts";
import { HarnessError } from "../../core/errors.ts";
import type { History } from "../../core/history.ts";
import { namesHint } from "../../core/nearest-name.ts";
import type { CheckerSpec } from "../../core/plan.ts";
import { printable } from "../../report/printable.ts";

interface Named extends Estimate {
  readonly model: string;
}

/** Throws `usage` where there is no check of linearizability, or its model is unknown. */
export function showEstimates(
  specs: readonly CheckerSpec[],
  history: History,
  isJson: boolean,
): void {
  const asked = specs.filter(({ checker }) => checker === "linearizable");
  if (asked.length === 0)
    throw new HarnessError("usage", "only checks of linearizability are estimated", {
      hint: "The other checkers are linear in the history.",
    });
  const estimates = asked.map((spec) => named(history, spec));
  const text = isJson
    ? JSON.stringify({ type: "estimate", estimates })
    : estimates.flatMap(linesOf).map(printable).join("\n");
  process.stdout.write(`${text}\n`);
}

function named(history: History, { model: name = "", options }: CheckerSpec): Named {
  const model = modelNamed(name);
  if (model === undefined)
    throw new HarnessError("usage", `there is no model "${name}"`, {
      hint: namesHint(name, modelNames()),
    });
  return { model: name, ...estimate(history, model, options) };
}

function linesOf({ model, operations, objects, path, costs, worst }: Named): readonly string[] {
  const searched = costs["bounded search"] + costs.hard;
  return [
    `${model}: ${String(operations)} operations on ${objects === 1 ? "one object" : `${String(objects)} objects`}`,
    `  ${String(costs.linear)} in linear time${path === null ? "" : ` (${path})`}, ${String(costs["bounded search"])} by a bounded search, ${String(costs.hard)} hard`,
    ...(searched === 0 ? [] : worst.filter(({ cost }) => cost !== "linear").flatMap(objectLines)),
  ];
}

const objectLines = (each: ObjectEstimate): readonly string[] => [
  `  ${each.key === null ? "the one object" : `key ${String(each.key)}`}: ${each.cost}; ${String(each.operations)} operations, ${String(each.width)} that change it open at once, ${String(each.unknowns)} of unknown outcome`,
  `    cheaper with: ${each.cheaper.join("; ")}`,
];
