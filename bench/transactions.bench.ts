// What the transactional checkers cost on generated histories, beside Elle's recorded figures: CPU of the check alone, and the
// peak memory of a process that also holds the history. Each row runs in a process of its own. Not a test.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transactional } from "../src/checkers/transactional/transactional.ts";
import { seed } from "../src/core/ids.ts";
import { randomOf } from "../src/core/random.ts";
import { readHistoryFile } from "../src/store/history-file.ts";

const GENERATOR = join(import.meta.dirname, "../../shared/conformance/gen.mjs");
/** The first check of a process compiles the code; Elle's figures are of a warm JVM as well. */
const CHECKS = 5;

interface Row {
  readonly model: "list-append" | "rw-register";
  readonly transactions: number;
  readonly concurrency: number;
  readonly info: number;
  readonly validity: "valid" | "invalid";
  readonly linearizableKeys?: true;
  /** CPU seconds and peak gigabytes of Elle. */
  readonly elle?: readonly [number, number];
}

const row = (
  model: Row["model"],
  transactions: number,
  concurrency: number,
  more: Partial<Row> = {},
): Row => ({ model, transactions, concurrency, info: 0, validity: "valid", ...more });

const ROWS: readonly Row[] = [
  row("list-append", 10_000, 20, { elle: [1.3, 0.57] }),
  row("list-append", 100_000, 10),
  row("list-append", 100_000, 20, { elle: [5.4, 2.4] }),
  row("list-append", 100_000, 20, { info: 1, validity: "invalid", elle: [5.9, 2.5] }),
  row("list-append", 100_000, 50),
  row("list-append", 100_000, 100, { elle: [7.5, 4.1] }),
  row("list-append", 1_000_000, 20, { elle: [80, 10.2] }),
  row("rw-register", 10_000, 20, { elle: [1.2, 0.47] }),
  row("rw-register", 100_000, 20, { elle: [7.2, 3.7] }),
  row("rw-register", 100_000, 20, { info: 1, validity: "invalid", elle: [7.2, 3.6] }),
  row("rw-register", 100_000, 100),
  row("rw-register", 1_000_000, 20, { elle: [64, 9.1] }),
  row("rw-register", 10_000, 20, { linearizableKeys: true, elle: [88, 6.2] }),
  row("rw-register", 100_000, 20, { linearizableKeys: true }),
  row("rw-register", 100_000, 20, { info: 1, validity: "invalid", linearizableKeys: true }),
];

/** Prints the table; with the arguments of one row, judges it and prints its figures. */
export async function run(args: readonly string[]): Promise<void> {
  const [file, model, linearizable] = args;
  if (file !== undefined && (model === "list" || model === "register"))
    return measure(file, model, linearizable === "linearizable");
  if (!existsSync(GENERATOR))
    throw new Error(`the generator of histories is not there: ${GENERATOR}`);
  const limit = Number(file ?? 1_000_000);
  const directory = mkdtempSync(join(tmpdir(), "transactions-bench-"));
  console.log(
    "checker      txns     c    info history  keys          first s  CPU s  peak GB  verdict                  Elle: CPU s  GB",
  );
  try {
    for (const each of ROWS) if (each.transactions <= limit) console.log(lineOf(each, directory));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function lineOf(each: Row, directory: string): string {
  const path = join(directory, "history.jsonl");
  const { model, transactions, concurrency, info, validity, linearizableKeys, elle } = each;
  const shape = [model, transactions, concurrency, info, validity, 1].map(String);
  spawnSync(process.execPath, [GENERATOR, ...shape], {
    stdio: ["ignore", openSync(path, "w"), "inherit"],
  });
  const args = [
    path,
    model === "list-append" ? "list" : "register",
    linearizableKeys === true ? "linearizable" : "plain",
  ];
  const main = join(import.meta.dirname, "main.ts");
  const { stdout } = spawnSync(process.execPath, [main, "transactions", ...args], {
    encoding: "utf8",
  });
  return [
    model.padEnd(12),
    String(transactions).padEnd(8),
    String(concurrency).padEnd(4),
    `${String(info)} %`.padEnd(4),
    validity.padEnd(8),
    (linearizableKeys === true ? "linearizable" : "").padEnd(13),
    stdout.trim(),
    elle === undefined ? "" : `${String(elle[0]).padEnd(12)} ${String(elle[1])}`,
  ].join(" ");
}

async function measure(
  file: string,
  datatype: "list" | "register",
  linearizableKeys: boolean,
): Promise<void> {
  const { history } = await readHistoryFile(file);
  const checker = transactional(datatype, { linearizableKeys });
  const seconds: number[] = [];
  let found = "";
  for (let i = 0; i < CHECKS; i++) {
    const before = process.cpuUsage();
    const verdict = await checker.check(history, {
      signal: new AbortController().signal,
      random: randomOf(seed(1)),
      memoryLimitBytes: 1 << 30,
      timeLimitMs: 60_000,
      logs: [],
      loadWindow: null,
    });
    const { user, system } = process.cpuUsage(before);
    seconds.push((user + system) / 1e6);
    found = verdict.valid === false ? verdict.anomalies[0].kind : String(verdict.valid);
  }
  const [first = 0] = seconds;
  const median = seconds.sort((a, b) => a - b)[CHECKS >> 1] ?? 0;
  const peak = process.resourceUsage().maxRSS / 1e6;
  console.log(
    `${first.toFixed(2).padEnd(8)} ${median.toFixed(2).padEnd(6)} ${peak.toFixed(2).padEnd(8)} ${found.padEnd(24)}`,
  );
}
