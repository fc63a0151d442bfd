// Breaks the rules of exact mode one after the other and runs its comparison with the oracles: each must be noticed.
//   node test/oracle/exact-mutants.ts
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { judgeRules, type Rule } from "./mutants-in-children.ts";
import { importWith } from "./planted.ts";

/** Of each shape. */
const CASES = Number(process.env["CASES"] ?? 3000);
const MAX_TXNS = 7;

const RULES: readonly Rule[] = [
  [
    "readers may come after the next write",
    "register-polygraph.ts",
    "        if (reader !== after.txn) choices.add(literal, reader, after.txn, EDGE.rw);",
    "        void reader;",
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

await judgeRules(import.meta.url, RULES, {
  folder: "src/checkers/transactional/exact",
  notice: async (mutation) => {
    const { compareExact, EXACT_SHAPES } = await importWith<typeof import("./compare-exact.ts")>(
      "test/oracle/compare-exact.ts",
      mutation,
    );
    for (let i = 0; i < CASES; i++)
      for (const shape of EXACT_SHAPES) {
        const random = randomOf(seed(5)).fork(shape).at(i);
        // An assertion that fails has noticed it, too.
        const problem = await compareExact(shape, random, MAX_TXNS).then(
          (compared) => compared.problem,
          (error: unknown) => String(error),
        );
        if (problem !== null) return `noticed in ${shape} ${String(i)}`;
      }
    return null;
  },
});
