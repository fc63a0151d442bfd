// Breaks the rules of exact mode one after the other and runs its comparison with the oracles: each must be noticed.
//   node test/oracle/exact-mutants.ts
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";

const FOLDER = join(import.meta.dirname, "../../src/checkers/transactional/exact");

/** Of each shape. */
const CASES = Number(process.env["CASES"] ?? 3000);
const MAX_TXNS = 7;

/** What is broken: a file, a text in it, and what stands there instead. */
const MUTANTS: readonly (readonly [what: string, file: string, from: string, to: string])[] = [
  [
    "readers may come after the next write",
    "register-polygraph.ts",
    "if (reader !== after.txn) choices.add(literal, reader, after.txn, EDGE.rw);",
    "void reader;",
  ],
  [
    "readers in real time may come after the next write",
    "register-polygraph.ts",
    "if (reader !== after.txn) known.add(reader, after.txn, EDGE.rw);",
    "",
  ],
  [
    "the next write in real time hides the one after, done or not",
    "register-polygraph.ts",
    "if (txns.status[after.txn] === STATUS.ok)",
    "firstDone = -1; if (txns.status[after.txn] === STATUS.ok)",
  ],
  [
    "writes are in no order of time",
    "register-writes.ts",
    "(call[a.txn] as number) - (call[b.txn] as number)",
    "0 * (call[a.txn] as number) - (txns.ret[b.txn] as number) + (txns.ret[a.txn] as number)",
  ],
  ["initial reads bind nothing", "register-polygraph.ts", "if (readers.length > 0)", "if (false)"],
  [
    "unread writes exclude nobody",
    "register-polygraph.ts",
    "if (snapshot || isRead(a) || isRead(b))",
    "if (isRead(a) || isRead(b))",
  ],
  [
    "only reads of the later write count",
    "register-polygraph.ts",
    "if (snapshot || isRead(a) || isRead(b))",
    "if (snapshot || isRead(b))",
  ],
  ["unknown transactions never commit", "register-writes.ts", "observed.add(write.txn)", "void 0"],
  [
    "failed transactions may commit",
    "register-writes.ts",
    "=== STATUS.fail) continue",
    "=== 9) continue",
  ],
  ["no contradiction within", "register-writes.ts", "impossible ??= contradiction(txns, txn);", ""],
  [
    "no reader of several writers is bound",
    "register-polygraph.ts",
    "choices.add(both, reader, after.txn, EDGE.rw);",
    "",
  ],
  [
    "no writer need be chosen",
    "register-polygraph.ts",
    "choices.clauses.push({ literals,",
    "void ({ literals,",
  ],
  [
    "rw edges leave either node",
    "problem.ts",
    "out.add(known.nodes + from, to, type, literal)",
    "out.add(from, to, type, literal)",
  ],
  [
    "dependencies do not reach second nodes",
    "problem.ts",
    "if (to < txns.count) out.add",
    "if (false) out.add",
  ],
  [
    "unread appends exclude nobody",
    "list-polygraph.ts",
    "!snapshot || addUnreadPairs",
    "true || addUnreadPairs",
  ],
  [
    "pruning sees what is later as earlier",
    "prune.ts",
    "(1 << (bit & 31))) !== 0",
    "(1 << (bit & 31))) === 0",
  ],
  [
    "lessons lose a literal",
    "solver.ts",
    "else lesson.push(literal);",
    "else if (lesson.length < 2) lesson.push(literal);",
  ],
  [
    "edges stay after going back",
    "solver.ts",
    "while (this.#putSize > puts)",
    "while (this.#putSize > puts + 1)",
  ],
  ["clauses are not followed", "solver.ts", "this.#followClauses(literal ^ 1) ?? ", ""],
  ["cycles are not looked for", "growing-graph.ts", "if (node === goal)", "if (node === -2)"],
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
  const { compareExact, EXACT_SHAPES } = await import("./compare-exact.ts");
  for (let i = 0; i < CASES; i++)
    for (const shape of EXACT_SHAPES) {
      const random = randomOf(seed(5)).fork(shape).at(i);
      // An assertion that fails has noticed it, too.
      const problem = await compareExact(shape, random, MAX_TXNS).then(
        (compared) => compared.problem,
        (error: unknown) => String(error),
      );
      if (problem === null) continue;
      console.log(`noticed in ${shape} ${String(i)}`);
      process.exit(1);
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
