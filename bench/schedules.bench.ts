// Many runs of one scenario, each with a seed of its own, several at a time: how each ended, and what was injected.
// Not a test: it takes half a minute a run.
import { spawn } from "node:child_process";
import type { RunEvent, RunSummary } from "../src/core/events.ts";
import type { FaultWindow } from "../src/core/fault.ts";

const USAGE =
  "npm run bench -- schedules SCENARIO FIRST_SEED COUNT [AT_ONCE], e.g. scenarios/etcd/any-weather.scenario.ts 1 200 4";

type Ended = Pick<
  RunSummary,
  "seed" | "dir" | "verdict" | "exit" | "faults" | "leftovers" | "error"
>;

export async function run([
  scenario,
  first,
  count,
  atOnce = "2",
]: readonly string[]): Promise<void> {
  if (scenario === undefined || !(Number(first) >= 0) || !(Number(count) > 0)) {
    console.error(USAGE);
    process.exitCode = 64;
    return;
  }
  const seeds = Array.from({ length: Number(count) }, (_, n) => Number(first) + n);
  const ended: Ended[] = [];
  const worker = async (): Promise<void> => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const one = await runSeed(scenario, seed);
      ended.push(one);
      print(one);
    }
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, worker));
  summarize(ended);
}

/** Runs the command itself, as a user would. */
async function runSeed(scenario: string, seed: number): Promise<Ended> {
  const argv = ["bin/faultline.js", "run", scenario, "--seed", String(seed), "--json"];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  for await (const chunk of child.stdout) output += String(chunk);
  const events = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as RunEvent);
  const last = events.find((event) => event.type === "run-finished");
  if (last !== undefined) return last.run;
  return { seed, dir: "", verdict: "unknown", exit: -1, faults: [], leftovers: [], error: null };
}

function print({ seed, verdict, exit, faults, error, leftovers, dir }: Ended): void {
  const unproven = faults.filter((fault) => !isProven(fault));
  const words = [
    String(seed).padStart(6),
    verdict.padEnd(8),
    `exit ${String(exit)}`,
    `${String(faults.length)} faults`.padEnd(10),
    ...unproven.map(
      ({ name, evidence, healed }) =>
        `NOT PROVEN ${name}: ${JSON.stringify(evidence.seen ? healed : evidence)}`,
    ),
    ...(leftovers.length === 0 ? [] : [`LEFT ${leftovers.join(", ")}`]),
    ...(error === null ? [] : [error.message.split("\n").slice(0, 3).join(" ")]),
    ...(exit === 0 ? [] : [dir]),
  ];
  console.log(words.join("  "));
}

const isProven = ({ evidence, healed, end }: FaultWindow): boolean =>
  evidence.seen && healed?.seen === true && end !== null;

function summarize(ended: readonly Ended[]): void {
  const kinds = new Map<string, number>();
  for (const { kind } of ended.flatMap(({ faults }) => faults))
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const count = (is: (one: Ended) => boolean): string => String(ended.filter(is).length);
  console.log(
    `\nruns ${String(ended.length)}: valid ${count((one) => one.verdict === "valid")}, exit 0 ${count((one) => one.exit === 0)}`,
  );
  console.log(
    `  every fault proven and healed in ${count(({ faults }) => faults.every(isProven))}`,
  );
  console.log(`  nothing left behind in ${count(({ leftovers }) => leftovers.length === 0)}`);
  const sorted = [...kinds].sort(([, a], [, b]) => b - a);
  console.log(`  faults: ${sorted.map(([kind, n]) => `${kind} ${String(n)}`).join(", ")}`);
}
