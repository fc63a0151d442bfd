// Breaks the rules of inference and of edges one after the other and runs the comparisons with the oracles, then the unit tests,
// since oracles do not know the names of anomalies: each must be noticed.
//   node test/oracle/transactions-mutants.ts
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { judgeRules, type Rule } from "./mutants-in-children.ts";
import { importWith, type Mutation } from "./planted.ts";

/** Of each comparison. */
const CASES = Number(process.env["CASES"] ?? 4000);
const MAX_TXNS = 7;
const MAX_WEAK_TXNS = 5;

const RULES: readonly Rule[] = [
  // Lists.
  ["no order of appends", "list-edges.ts", "edges.add(before, writer, EDGE.ww)", "void 0"],
  ["no edge to readers", "list-edges.ts", "edges.add(writer, txn, EDGE.wr)", "void 0"],
  ["no edge from readers", "list-edges.ts", "edges.add(txn, overwriter, EDGE.rw)", "void 0"],
  [
    "unread appends are in no order",
    "list-edges.ts",
    "const end = spineStart[key + 1] as number;\n",
    "continue;",
  ],
  ["readers of all miss nothing", "list-edges.ts", "if (readers !== undefined)", "if (false)"],
  [
    "reads see one more",
    "list-edges.ts",
    "(position[version] as number) + 1)",
    "(position[version] as number) + 2)",
  ],
  ["every read is a prefix", "list-orders.ts", "if (startsWith(whole, list))", "if (true)"],
  [
    "the shortest read is the order",
    "list-orders.ts",
    "if (size <= (length[of] as number))",
    "if (size === 0 || ((length[of] as number) > 0 && size >= (length[of] as number)))",
  ],
  [
    "failed appends may be read",
    "list-anomalies.ts",
    "status[writer[version] as number] === STATUS.fail",
    "false && status[writer[version] as number] === STATUS.fail",
  ],
  [
    "states in between may be read",
    "list-anomalies.ts",
    'if (writer === txn) return;\n  findings.add("G1b"',
    'return;\n  findings.add("G1b"',
  ],
  [
    "transactions need not see their own",
    "list-anomalies.ts",
    "!followsOwn(txns, before, micro)",
    "false",
  ],
  // Registers.
  [
    "no edge to readers of registers",
    "register-edges.ts",
    "edges.add(writer, readers[at] as number, EDGE.wr)",
    "void 0",
  ],
  [
    "initial reads miss nothing",
    "register-edges.ts",
    "  addInitialEdges(txns, reads, edges);\n}",
    "}",
  ],
  [
    "versions order no readers",
    "register-edges.ts",
    "if (readers.length > 0) edges.addAllButSelf",
    "if (false) edges.addAllButSelf",
  ],
  [
    "writes follow reads backwards",
    "register-orders.ts",
    "edges.add(read, write, source, txn, txn)",
    "edges.add(write, read, source, txn, txn)",
  ],
  [
    "processes see versions backwards",
    "register-orders.ts",
    "edges.add(before, found, source,",
    "edges.add(found, before, source,",
  ],
  [
    "failed registers may be read",
    "register-anomalies.ts",
    "txns.status[writer] === STATUS.fail",
    "false",
  ],
  // Time and cycles.
  ["time has no order", "order-edges.ts", "edges.add(helper, txn, EDGE.realtime);", "void 0;"],
  [
    "failed transactions take time",
    "order-edges.ts",
    "} else if (type[event] === STATUS.ok) {",
    "} else {",
  ],
  [
    "components are lost",
    "components.ts",
    "if (lowest < (low[top] as number)) low[top] = lowest;",
    "",
  ],
  ["what is done is met again", "components.ts", "index[member] = DONE;", ""],
  ["single cycles have any rw", "cycle-search.ts", "if ((kind & this.#mask) === 0 ||", "if ("],
  // Weak levels.
  [
    "sights order no writes",
    "weak/write-orders.ts",
    "this.#edges.add(writer, source, EDGE.ww);",
    "",
  ],
  [
    "initial reads miss nothing they knew",
    "weak/write-orders.ts",
    "=== NIL) this.missed.push",
    "=== NIL && reader < 0) this.missed.push",
  ],
  ["sessions are forgotten", "weak/sights.ts", "edges.add(before, txn, EDGE.process)", "void 0"],
  [
    "unknown transactions have successors",
    "weak/sights.ts",
    "if (status[txn] === STATUS.ok) last.set",
    "last.set",
  ],
  [
    "nothing is known of the past",
    "weak/past.ts",
    "clocks[own + i] as number) > (clocks[other + i] as number)",
    "clocks[own + i] as number) > Infinity",
  ],
  [
    "a transaction knows one less",
    "weak/past.ts",
    "(position[node] as number) + 1);\n    }",
    "(position[node] as number));\n    }",
  ],
  [
    "later writers of a chain are known",
    "weak/write-orders.ts",
    "as number) < known)",
    "as number) <= known)",
  ],
  [
    "repeated reads are no sights",
    "weak/decide.ts",
    'kind === "G1c" ? null : reads.isExternalRead',
    "reads.isExternalRead",
  ],
];

/** The tree that unit tests need. */
const COPIED = ["src", "test", "package.json", "tsconfig.json", "vitest.config.ts"];

function copyOfTree(): string {
  const copy = mkdtempSync(join(tmpdir(), "mutants-"));
  for (const path of COPIED) cpSync(path, join(copy, path), { recursive: true });
  symlinkSync(join(process.cwd(), "node_modules"), join(copy, "node_modules"));
  return copy;
}

/** The first unit test that fails on a mutant; null where none does. */
function failedTest({ file, from, to }: Mutation): string | null {
  const copy = copyOfTree();
  try {
    const path = join(copy, file);
    const source = readFileSync(path, "utf8");
    writeFileSync(
      path,
      source.replace(from, () => to),
    );
    const args = ["vitest", "run", "--project", "unit", "test/checkers/transactional"];
    const env = { ...process.env, NO_COLOR: "1" };
    const options = { cwd: copy, encoding: "utf8", timeout: 120_000, env } as const;
    const { stdout, stderr } = spawnSync("npx", args, options);
    return / FAIL .*?> (.*)/.exec(stdout + stderr)?.[1] ?? null;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

await judgeRules(import.meta.url, RULES, {
  folder: "src/checkers/transactional",
  notice: async (mutation) => {
    const { compareTransactions } = await importWith<typeof import("./compare-transactions.ts")>(
      "test/oracle/compare-transactions.ts",
      mutation,
    );
    const { compareWeak } = await importWith<typeof import("./compare-weak.ts")>(
      "test/oracle/compare-weak.ts",
      mutation,
    );
    const random = randomOf(seed(5));
    for (let i = 0; i < CASES; i++) {
      const comparisons = {
        list: () => compareTransactions("list", random.fork("list").at(i), MAX_TXNS),
        register: () => compareTransactions("register", random.fork("register").at(i), MAX_TXNS),
        weak: () => compareWeak(random.fork("weak").at(i), MAX_WEAK_TXNS),
      };
      for (const [name, compare] of Object.entries(comparisons)) {
        // An assertion that fails has noticed it, too.
        const problem = await compare().then(
          (compared) => compared.problem,
          (error: unknown) => String(error),
        );
        if (problem !== null) return `noticed in ${name} ${String(i)}`;
      }
    }
    return null;
  },
  last: failedTest,
});
