// What a user gets for bad input: one clear error with file and line, the next step, and the right exit code.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
    what: "a folder where a file should be",
    args: () => ["run", folder],
    exit: 64,
    says: /: is no file/,
  },
  {
    what: "an empty file",
    args: () => ["run", file("empty.scenario.ts", "")],
    exit: 64,
    says: /empty\.scenario\.ts: has no default export/,
  },
  {
    what: "an import of a file that is not there",
    args: () => [
      "run",
      file("import.scenario.ts", '\nimport { x } from "./nowhere.ts";\nexport default x;\n'),
    ],
    exit: 64,
    says: /import\.scenario\.ts:2: cannot find .*nowhere\.ts\n {2}Relative imports/,
  },
  {
    what: "TypeScript that is not erasable",
    args: () => ["run", file("enum.scenario.ts", "\nenum Color { Red }\nexport default Color;\n")],
    exit: 64,
    says: /enum\.scenario\.ts:2: .*enum[^]*no enums/,
  },
  {
    what: "imports in a CommonJS package",
    args: () => {
      mkdirSync(join(folder, "cjs"), { recursive: true });
      file("cjs/package.json", '{"type":"commonjs"}');
      return ["run", file("cjs/a.scenario.ts", scenario(""))];
    },
    exit: 64,
    says: /a\.scenario\.ts:1: [^]*"type": "module"/,
  },
  {
    what: "a field that there is none of",
    args: () => ["run", file("typo.scenario.ts", scenario('  duraton: "5s",\n'))],
    exit: 64,
    says: /typo\.scenario\.ts:7: a scenario has no field "duraton"\n {2}Did you mean duration\?/,
  },
  {
    what: "a name that leaves its folder",
    args: () => ["run", file("name.scenario.ts", scenario("").replace("bad/input", "a/../../b"))],
    exit: 64,
    says: /name\.scenario\.ts:\d: name: must be/,
  },
  {
    what: "a fault where a schedule should be",
    args: () => ["run", file("nemesis.scenario.ts", scenario("  nemesis: {},\n"))],
    exit: 64,
    says: /nemesis\.scenario\.ts:7: nemesis: must be a schedule of faults: mix/,
  },
  {
    what: "a target that is none",
    args: () => [
      "run",
      file(
        "target.scenario.ts",
        'import { kill } from "faultline";\nexport default kill("leadr");\n',
      ),
    ],
    exit: 64,
    says: /target\.scenario\.ts:2: "leadr" is no target[^]*Did you mean leader\?/,
  },
  {
    what: "a node that is not in the cluster",
    args: () => [
      "run",
      file(
        "node.scenario.ts",
        scenario('  nemesis: timeline([{ at: "1s", fault: kill({ nodes: ["n9"] }) }]),\n').replace(
          "{ ",
          "{ kill, timeline, ",
        ),
      ),
      "--dry-run",
    ],
    exit: 64,
    says: /node\.scenario\.ts: nemesis: [^]*n9[^]*The nodes are n1, n2, n3/,
  },
  {
    what: "a suite without scenarios",
    args: () => [
      "run",
      file(
        "none.suite.ts",
        'import { defineSuite } from "faultline";\nexport default defineSuite("none", []);\n',
      ),
    ],
    exit: 64,
    says: /none\.suite\.ts: the suite none has no scenarios/,
  },
  {
    what: "two scenarios of one name",
    args: () => {
      const one = file("one.scenario.ts", scenario(""));
      return ["run", one, one, "--list"];
    },
    exit: 64,
    says: /two scenarios are called bad\/input/,
  },
  {
    what: "a setting that a function never looks at",
    args: () => [
      "run",
      file(
        "settings.scenario.ts",
        scenario("").replace("default defineScenario", "default ({ keys }) => defineScenario"),
      ),
      "--set",
      "kyes=3",
    ],
    exit: 64,
    says: /no setting "kyes"\n {2}It takes keys/,
  },
  {
    what: "a duration of nothing",
    args: () => ["run", file("nothing.scenario.ts", scenario('  duration: "0s",\n'))],
    exit: 64,
    says: /nothing\.scenario\.ts:7: duration: must be .* above 0/,
  },
  {
    what: "an image for a system that nobody runs",
    args: () => ["run", file("image.scenario.ts", scenario("")), "--image", "redis=redis:8"],
    exit: 64,
    says: /--image redis[^]*raft-demo/,
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
    what: "a history that is a folder",
    args: () => ["check", folder],
    exit: 64,
    says: /is a folder, and no run directory/,
  },
  {
    what: "a manifest that is a folder",
    args: () => ["check", "--manifest", folder],
    exit: 64,
    says: /is a folder/,
  },
  {
    what: "a manifest and a run at once",
    args: () => ["check", "reports/latest", "--manifest", "-"],
    exit: 64,
    says: /reports\/latest or --manifest, not both/,
  },
  {
    what: "a file where a folder should be",
    args: () => ["list", "runs", "--out", file("taken", "")],
    exit: 64,
    says: /--out[^]*must be a folder/,
  },
  {
    what: "a folder that cannot be written",
    args: () => [
      "run",
      "scenarios/raft-demo/register.scenario.ts",
      "--out",
      join(file("taken", ""), "below"),
    ],
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

  it("says in the plan when a shortened run has no time for its faults", async () => {
    const nemesis = '  nemesis: timeline([{ at: "20s", fault: kill("one") }]),\n';
    const path = file("late.scenario.ts", scenario(nemesis).replace("{ ", "{ kill, timeline, "));
    const finished = await faultline(["run", path, "--dry-run", "--duration", "5s"]);
    expect(finished.stdout).toContain("no faults: the schedule has none within 5.00 s");
    expect(finished.exit).toBe(0);
  });

  it("ends --json with a summary line all the same", async () => {
    const finished = await faultline(["run", "nowhere.scenario.ts", "--json"]);
    expect(summaryOf(finished)).toMatchObject({ type: "summary", exit: 64, runs: [] });
  });

  it("ends --json with a summary line when a flag is wrong, too", async () => {
    const finished = await faultline(["run", "x.ts", "--json", "--seed", "x"]);
    expect(summaryOf(finished)).toMatchObject({ exit: 64, error: { code: "usage" }, runs: [] });
  });
});
