// Writes docs/transactions-beside-elle.md: where the kinds of anomalies differ from Elle's recorded ones, and why, history by history.
//   node test/oracle/beside-elle.ts [--folder ../shared/conformance/transactions] > docs/transactions-beside-elle.md
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { answerLine } from "../../src/checkers/manifest.ts";
import { type Difference, REASONS } from "./beside-elle-reasons.ts";

interface Case {
  readonly name: string;
  readonly options?: object;
  readonly expected: Readonly<Record<string, { readonly anomalies?: readonly string[] }>>;
}

const FILES = ["hand-made.jsonl", "list-append-random.jsonl", "rw-register-random.jsonl"];
const { values } = parseArgs({
  options: { folder: { type: "string", default: "../shared/conformance/transactions" } },
});
const differences: Difference[] = [];
let compared = 0;
for (const file of FILES)
  for (const line of readFileSync(join(values.folder, file), "utf8").split("\n").filter(Boolean)) {
    const { expected, ...rest } = JSON.parse(line) as Case;
    for (const [model, { anomalies = [] }] of Object.entries(expected)) {
      const options = { ...rest.options, consistencyModels: [model] };
      const answer = await answerLine(JSON.stringify({ ...rest, options }), file);
      const [here, elle] = [new Set(answer.anomalies), new Set(anomalies)];
      compared += 1;
      const [onlyHere, onlyElle] = [here.difference(elle), elle.difference(here)];
      if (onlyHere.size + onlyElle.size > 0)
        differences.push({ name: rest.name, model, here, onlyHere, onlyElle });
    }
  }

console.log(`# Transactions: kinds of anomalies beside Elle's

Of ${String(compared)} recorded judgements (a history and a consistency model each), ${String(differences.length)} name other kinds than Elle. Written by
\`test/oracle/beside-elle.ts\`; verdicts and broken models are compared by \`test/checkers/conformance.test.ts\`.
`);
const left = new Set(differences);
for (const { title, why, applies } of REASONS) {
  const found = [...left].filter(applies);
  for (const difference of found) left.delete(difference);
  if (found.length > 0) print(title, why, found);
}
if (left.size > 0) {
  for (const { name, model } of left) console.error(`unexplained: ${name} @ ${model}`);
  process.exitCode = 1;
}

function print(title: string, why: string, found: readonly Difference[]): void {
  const kinds = (set: ReadonlySet<string>): string => [...set].sort().join(", ") || "–";
  const rows = new Map<string, Set<string>>();
  for (const { name, onlyHere, onlyElle } of found) {
    const row = `| ${kinds(onlyHere)} | ${kinds(onlyElle)} |`;
    rows.set(row, (rows.get(row) ?? new Set()).add(name));
  }
  console.log(`## ${title} (${String(found.length)})\n\n${why}\n`);
  console.log("| only here | only Elle | histories |\n| --- | --- | --- |");
  for (const [row, names] of rows) console.log(`${row} ${[...names].join(", ")} |`);
  console.log();
}
