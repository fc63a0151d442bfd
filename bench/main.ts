// Entry point of the benchmarks: `npm run bench -- <name>` runs `bench/<name>.bench.ts`, which prints a table.
import { readdirSync } from "node:fs";
import { EXIT } from "../src/core/errors.ts";

interface Bench {
  run(args: readonly string[]): Promise<void>;
}

const SUFFIX = ".bench.ts";
const [name, ...args] = process.argv.slice(2);
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
  .sort();

if (name !== undefined && names.includes(name)) {
  const bench = (await import(`./${name}${SUFFIX}`)) as Bench;
  await bench.run(args);
} else {
  const problem = name === undefined ? "which benchmark?" : `there is no benchmark "${name}"`;
  console.error(`${problem} One of: ${names.join(", ")}`);
  process.exitCode = EXIT.usage;
}
