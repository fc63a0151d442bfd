// What of the table is measured, and under which limits: the command line of the benchmark.
import { parseArgs } from "node:util";
import type { Bounds } from "./bounded-child.ts";
import { SYSTEMS, type SystemName } from "./synthetic-systems.ts";

export interface Options extends Bounds {
  readonly systems: readonly SystemName[];
  readonly sizes: readonly number[];
  readonly concurrency: readonly number[];
  readonly info: readonly number[];
  readonly valid: readonly boolean[];
  readonly parts: readonly string[];
  /** The folder with the recorded histories. */
  readonly recorded: string;
}

const USAGE = `npm run bench -- linearizability [options], lists with commas
  --models      register,cas,cas5,kv,queue,set
  --sizes       1k,10k,100k,1M (1M only with concurrency 10)
  --concurrency 5,10,20,50
  --info        percent of unknown outcomes: 0,1,5
  --histories   ok,bad
  --parts       synthetic,logs,knossos,goals
  --cap         seconds for a check, 60
  --memory      MB for a check, 4096
  --recorded    folder of recorded histories, ../shared/conformance/linearizability`;

const UNITS: Readonly<Record<string, number>> = { k: 1e3, M: 1e6 };

/** `10k` */
const sizeOf = (text: string): number => Number.parseInt(text, 10) * (UNITS[text.slice(-1)] ?? 1);

/** Throws what `parseArgs` throws for options there are not. */
export function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      models: { type: "string", default: Object.keys(SYSTEMS).join(",") },
      sizes: { type: "string", default: "1k,10k,100k,1M" },
      concurrency: { type: "string", default: "5,10,20,50" },
      info: { type: "string", default: "0,1,5" },
      histories: { type: "string", default: "ok,bad" },
      parts: { type: "string", default: "synthetic,logs,knossos,goals" },
      cap: { type: "string", default: "60" },
      memory: { type: "string", default: "4096" },
      recorded: { type: "string", default: "../shared/conformance/linearizability" },
    },
  });
  const list = (text: string): readonly string[] => text.split(",").filter((part) => part !== "");
  return {
    systems: list(values.models).map(systemOf),
    sizes: list(values.sizes).map(sizeOf),
    concurrency: list(values.concurrency).map(Number),
    info: list(values.info).map(Number),
    valid: list(values.histories).map((word) => word === "ok"),
    parts: list(values.parts),
    recorded: values.recorded,
    capMs: Number(values.cap) * 1000,
    memoryMb: Number(values.memory),
  };
}

function systemOf(name: string): SystemName {
  if (name in SYSTEMS) return name as SystemName;
  throw new Error(`there is no model "${name}"\n${USAGE}`);
}
