// What a user gets for bad input: one clear error with file and line, the next step, and the right exit code.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultline, summaryOf } from "../cli/faultline.ts";

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "faultline-input-"))));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const scenario = (rest: string): string =>
  `import { defineScenario, raftDemo, register } from "faultline";\n\nexport default defineScenario({\n  name: "bad/input",\n  system: raftDemo(),\n  workload: register(),\n${rest}});\n`;

interface Case {
  readonly what: string;
  readonly args: () => readonly string[];
  readonly exit: number;
  readonly says: RegExp;
}

const cases: readonly Case[] = [
  {
    what: "an unknown flag",
    args: () => ["run", "x.ts", "--sede", "1"],
    exit: 64,
    says: /unknown option '--sede'[^]*Did you mean --seed/,
  },
  {
    what: "an unknown command",
    args: () => ["rnu"],
    exit: 64,
    says: /unknown command 'rnu'[^]*Did you mean run/,
  },
  {
    what: "a seed that is no number",
    args: () => ["run", "x.ts", "--seed", "abc"],
    exit: 64,
    says: /--seed[^]*whole number/,
  },
  {
    what: "a missing scenario file",
    args: () => ["run", "nowhere.scenario.ts"],
    exit: 64,
    says: /nowhere\.scenario\.ts: no such file/,
  },
  {
    what: "a scenario that does not parse",
    args: () => [
      "run",
      file("parse.scenario.ts", "export default {\n  name: 'a',\n  rate: = 3,\n};\n"),
    ],
    exit: 64,
    says: /parse\.scenario\.ts:3: /,
  },
  {
    what: "a scenario that throws",
    args: () => ["run", file("throws.scenario.ts", "\nthrow new Error('no luck');\n")],
    exit: 64,
    says: /throws\.scenario\.ts:2: no luck/,
  },
  {
    what: "a value of the wrong type",
    args: () => ["run", file("type.scenario.ts", scenario('  rate: "fast",\n'))],
    exit: 64,
    says: /type\.scenario\.ts:7: rate: /,
  },
  {
    what: "a duration that is none",
    args: () => ["run", file("duration.scenario.ts", scenario('  duration: "1 minute",\n'))],
    exit: 64,
    says: /duration\.scenario\.ts:7: duration: must be a duration/,
  },
  {
    what: "a file that exports something else",
    args: () => ["run", file("other.scenario.ts", "export const a = 1;\n")],
    exit: 64,
    says: /other\.scenario\.ts: has no default export/,
  },
  {
    what: "a setting that nobody takes",
    args: () => ["run", "scenarios/raft-demo/register.scenario.ts", "--set", "x=1"],
    exit: 64,
    says: /no setting "x"/,
  },
  {
    what: "an override that is wrong",
    args: () => ["run", "scenarios/raft-demo/register.scenario.ts", "--duration", "soon"],
    exit: 64,
    says: /the command line: duration: must be a duration/,
  },
  {
    what: "a back end that the system does not run on",
    args: () => ["run", "scenarios/etcd/register.scenario.ts", "--backend", "process"],
    exit: 64,
    says: /etcd does not run on the back end process/,
  },
  {
    what: "no engine",
    args: () => ["run", "scenarios/etcd/register.scenario.ts", "--out", folder],
    exit: 3,
    says: /engine: .*nonexistent\.sock/,
  },
  {
    what: "a malformed history line",
    args: () => [
      "check",
      file(
        "h.jsonl",
        '{"process":0,"type":"invoke","f":"read","value":null}\n{"process":0,"type":"okay"}\n{}\n',
      ),
    ],
    exit: 64,
    says: /h\.jsonl:2: /,
  },
  {
    what: "a history that is not there",
    args: () => ["check", join(folder, "none.jsonl")],
    exit: 64,
    says: /none\.jsonl: no such file/,
  },
  {
    what: "an unknown checker",
    args: () => ["check", file("e.jsonl", ""), "--checker", "linearisable"],
    exit: 64,
    says: /linearisable[^]*linearizable/,
  },
  {
    what: "a manifest line that is no case",
    args: () => ["check", "--manifest", file("m.jsonl", "{}\n")],
    exit: 64,
    says: /m\.jsonl:1/,
  },
  {
    what: "a run directory that is none",
    args: () => ["report", folder],
    exit: 64,
    says: /is no run directory/,
  },
  {
    what: "a folder that cannot be written",
    args: () => ["run", "scenarios/raft-demo/register.scenario.ts", "--out", file("taken", "")],
    exit: 3,
    says: /cannot make a run directory/,
  },
];

describe("bad input", () => {
  it.each(cases)("$what", async ({ args, exit, says }) => {
    const finished = await faultline(args(), { DOCKER_HOST: "unix:///nonexistent.sock" });
    expect(finished.stderr + finished.stdout).toMatch(says);
    expect(finished.exit).toBe(exit);
    expect(finished.stderr).not.toMatch(/^\s+at .*node:internal/m);
  });

  it("ends --json with a summary line all the same", async () => {
    const finished = await faultline(["run", "nowhere.scenario.ts", "--json"]);
    expect(summaryOf(finished)).toMatchObject({ type: "summary", exit: 64, runs: [] });
  });
});
