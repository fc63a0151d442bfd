// Plants bugs one at a time, each in a process of its own, since a rule that is broken may never end; and says of each whether it is
// noticed. Knows neither the bugs nor what notices them.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Mutation } from "./planted.ts";

/** What is broken: a file of the folder, a text that stands in it once, and what stands there instead. */
export type Rule = readonly [what: string, file: string, from: string, to: string];

interface Judges {
  /** Of the files, from the root of the project. */
  readonly folder: string;
  /** In a child: where the bug is noticed; null where it is not. */
  readonly notice: (mutation: Mutation) => Promise<string | null>;
  /** In this process, of a bug that no child noticed: who does; null where nobody does. */
  readonly last?: (mutation: Mutation) => string | null;
}

const CHILD_MS = 120_000;
const NOTICED = 1;

/** To be called by a script, whose `import.meta.url` is `script`: it is what children run. Sets exit code 1 where a bug is missed. */
export async function judgeRules(
  script: string,
  rules: readonly Rule[],
  { folder, notice, last = () => null }: Judges,
): Promise<void> {
  const mutationOf = ([, file, from, to]: Rule): Mutation => ({
    file: `${folder}/${file}`,
    from,
    to,
  });
  const [, , index] = process.argv;
  if (index !== undefined) {
    const noticed = await notice(mutationOf(rules[Number(index)] as Rule));
    if (noticed === null) return;
    console.log(noticed);
    process.exit(NOTICED);
  }
  for (const [position, rule] of rules.entries()) {
    const noticed = inChild(script, position) ?? last(mutationOf(rule));
    console.log(`${rule[0]}: ${noticed ?? "NOT NOTICED"}`);
    if (noticed === null) process.exitCode = 1;
  }
}

/** Throws what the child could not do; one that does not end in time has noticed nothing. */
function inChild(script: string, position: number): string | null {
  const args = [fileURLToPath(script), String(position)];
  const options = { encoding: "utf8", timeout: CHILD_MS } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
  if (stderr !== "") throw new Error(stderr);
  return status === NOTICED && stdout !== "" ? stdout.trim() : null;
}
