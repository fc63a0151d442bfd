// Breaks the reductions of the general search one after the other and runs its comparison with the oracle: each must be noticed.
//   node test/oracle/search-mutants.ts
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";

const FOLDER = join(import.meta.dirname, "../../src/checkers/linearizable/search");

/** Of each shape. The unit test has fewer. */
const CASES = Number(process.env["CASES"] ?? 20_000);

/** What is broken: a file of the search, a text in it, and what stands there instead. */
const MUTANTS: readonly (readonly [what: string, file: string, from: string, to: string])[] = [
  ["what changes the state goes first, too", "search.ts", "this.#pure[op] === 1 &&", "true &&"],
  [
    "dead writes: called too late",
    "search.ts",
    "if ((call[op] as number) > firstReturn) return;",
    "",
  ],
  [
    "dead writes: observed ones, too",
    "dead-writes.ts",
    "if (!done.has(this.#observers[i] as number)) return false;",
    "",
  ],
  [
    "dead writes: observers only until it ends",
    "dead-writes.ts",
    "const horizon = this.#horizonOf(write);",
    "const horizon = ret[write] as number;",
  ],
  [
    "dead writes: unknown observers left out",
    "dead-writes.ts",
    "return TOO_MANY;\n    const at",
    "break;\n    const at",
  ],
  [
    "covering the wrong way round",
    "configuration-set.ts",
    "(this.#arena[at + i] as number) > (used[i] as number)",
    "(this.#arena[at + i] as number) < (used[i] as number)",
  ],

  [
    "of use only to other unknown ones",
    "search.ts",
    "then !== IMPOSSIBLE && then !==",
    "false && then !==",
  ],
  ["of no use to other unknown ones", "unknown-ops.ts", "return true;", "return false;"],
  [
    "unknown ones before their call",
    "unknown-ops.ts",
    "call === undefined || call > firstReturn",
    "call === undefined",
  ],
  [
    "no look at those that do not look ahead",
    "search.ts",
    "this.#pass < UNKNOWN",
    "this.#pass < 1",
  ],
];

/** In a child process: the comparison with one file changed; exit 1 where it notices. */
async function runMutant(index: number): Promise<void> {
  const [, file, from, to] = MUTANTS[index] as (typeof MUTANTS)[number];
  const path = join(FOLDER, file);
  const source = readFileSync(path, "utf8");
  if (!source.includes(from)) throw new Error(`${file} has no ${from}`);
  registerHooks({
    load: (url, context, next) =>
      url === new URL(`file://${path}`).href
        ? { format: "module-typescript", source: source.replace(from, to), shortCircuit: true }
        : next(url, context),
  });
  const { compareSearch, SEARCH_SHAPES } = await import("./compare-search.ts");
  for (const [name, shape] of Object.entries(SEARCH_SHAPES)) {
    const random = randomOf(seed(5)).fork(name);
    for (let i = 0; i < CASES; i++)
      if (!compareSearch(shape, random.at(i)).agrees) {
        console.log(`noticed in ${name} ${String(i)}`);
        process.exit(1);
      }
  }
}

if (process.argv[2] !== undefined) {
  await runMutant(Number(process.argv[2]));
} else {
  for (const [index, [what]] of MUTANTS.entries()) {
    const self = fileURLToPath(import.meta.url);
    const { status, stdout, stderr } = spawnSync(process.execPath, [self, String(index)], {
      encoding: "utf8",
      timeout: 120_000,
    });
    console.log(
      `${what}: ${status === 1 && stdout !== "" ? stdout.trim() : `NOT NOTICED ${stderr.slice(0, 300)}`}`,
    );
    if (status !== 1 || stdout === "") process.exitCode = 1;
  }
}
