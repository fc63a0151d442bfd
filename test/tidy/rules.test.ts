// Each tidy rule against files made by hand: one that it must reject and a lookalike that it must let pass.
import { expect, test } from "vitest";
import { checkerFindings, faultFindings, mutationFindings } from "./coverage.ts";
import { unusedExportFindings } from "./exports.ts";
import { hygieneFindings } from "./hygiene.ts";
import { layerFindings, scenarioFindings } from "./layers.ts";
import { rimFindings } from "./rim.ts";
import * as shape from "./shape.ts";
import { unitOf, type Unit } from "./tree.ts";

const unit = (path: string, ...lines: readonly string[]): Unit => unitOf(path, lines.join("\n"));
const places = (findings: readonly { file: string; line: number }[]): readonly string[] =>
  findings.map(({ file, line }) => `${file}:${String(line)}`);

test("an import of a higher or a sibling layer is found, of a lower one is not", () => {
  const up = unit("src/core/op.ts", 'import { a } from "../store/layout.ts";');
  const sideways = unit(
    "src/cluster/docker/node.ts",
    'import type { Cluster } from "../api.ts";',
    'import type { P } from "../process/node.ts";',
  );
  const viaType = unit("src/report/x.ts", 'type R = import("../runner/run.ts").Run;');
  const fine = unit("src/runner/run.ts", 'import { a } from "../cluster/docker/a.ts";');
  expect(places(layerFindings([up, sideways, viaType, fine]))).toEqual([
    "src/core/op.ts:1",
    "src/cluster/docker/node.ts:2",
    "src/report/x.ts:1",
  ]);
});

test("a file outside every layer is found", () => {
  expect(places(layerFindings([unit("src/stray/a.ts", "")]))).toEqual(["src/stray/a.ts:1"]);
});

test("a slow package loaded at start is found, loaded when needed or as a type is not", () => {
  const eager = unit("src/cluster/docker/a.ts", 'import Docker from "dockerode";');
  const lazy = unit(
    "src/cluster/docker/b.ts",
    'import type Docker from "dockerode";',
    'const { default: D } = await import("dockerode");',
  );
  const elsewhere = unit("src/store/a.ts", 'const D = await import("dockerode");');
  expect(places(layerFindings([eager, lazy, elsewhere]))).toEqual([
    "src/cluster/docker/a.ts:1",
    "src/store/a.ts:1",
  ]);
});

test("a scenario that reaches past the public API is found, a suite of scenarios is not", () => {
  const past = unit("scenarios/a.scenario.ts", 'import { x } from "../src/core/op.ts";');
  const suite = unit(
    "scenarios/a.suite.ts",
    'import { defineSuite } from "faultline";',
    'import a from "./a.scenario.ts";',
  );
  expect(places(scenarioFindings([past, suite]))).toEqual(["scenarios/a.scenario.ts:1"]);
});

test("a missing or an endless header is found, one behind #! is not", () => {
  const none = unit("src/a.ts", "export {};");
  const long = unit("src/b.ts", ...Array.from({ length: 6 }, () => "// more"));
  const fine = unit("src/c.ts", "#!/usr/bin/env node", "// Says it.", "export {};");
  expect(places(shape.headerFindings([none, long, fine]))).toEqual(["src/a.ts:1", "src/b.ts:1"]);
});

test("files and functions over the limits are found, at the limit are not", () => {
  const body = (lines: number): string[] => Array.from({ length: lines }, () => "  work();");
  const files = [unit("src/long.ts", ...body(401)), unit("src/fits.ts", ...body(400))];
  expect(places(shape.fileSizeFindings(files))).toEqual(["src/long.ts:400"]);
  const long = unit("src/a.ts", "//", "const f = () => {", ...body(59), "};");
  const fits = unit("src/b.ts", "//", "const f = () => {", ...body(58), "};");
  expect(places(shape.functionSizeFindings([long, fits]))).toEqual(["src/a.ts:2"]);
});

test("names that say nothing or are not kebab-case are found", () => {
  const names = ["src/utils.ts", "src/fooBar.ts", "src/foo-bar.ts", "scenarios/a.scenario.ts"];
  expect(places(shape.nameFindings(names))).toEqual(["src/utils.ts:1", "src/fooBar.ts:1"]);
});

test.each([
  "Date.now();",
  "new Date();",
  "Math.random();",
  "setTimeout(f, 1);",
  "globalThis.setInterval(f, 1);",
  "const { env } = process;",
  "const wait = setTimeout;",
  "f(process);",
  "const o = { process };",
  "console.log(1);",
  'import { setTimeout as later } from "node:timers/promises";',
  'import { env } from "node:process";',
])("outside the rim, `%s` is found", (line) => {
  expect(places(rimFindings([unit("src/a.ts", line)], []))).toEqual(["src/a.ts:1"]);
});

test.each([
  "new Date(stamp);",
  "Math.max(1, 2);",
  "const { process } = columns; use(process);",
  "const f = (process: Process) => process.id;",
  "op.process;",
  "const o = { process: 1 };",
  "interface O { readonly process: number }",
  "clock.setTimeout(f);",
  "for (const process of all) use(process);",
  'import { process } from "./x.ts"; use(process);',
  "const s = 'Date.now()'; // Math.random()",
])("outside the rim, `%s` is fine", (line) => {
  expect(rimFindings([unit("src/a.ts", line)], [])).toEqual([]);
});

test("uses of one effect in one file are one finding, at the first", () => {
  const file = unit("src/a.ts", "process.on(e);", "f(process.env, process.on);");
  expect(rimFindings([file], [])).toMatchObject([
    { line: 1, what: "`process.on`, `process.env` outside the rim" },
  ]);
});

test("a rim entry that is no longer needed is found", () => {
  const rim = [{ place: "src/a.ts", effects: ["process", "timers"] as const, reason: "" }];
  expect(rimFindings([unit("src/a.ts", "process.exit();")], rim)).toMatchObject([
    { file: "src/a.ts", what: "listed in the rim for timers, which it does not use" },
  ]);
});

test("an export that nobody imports is found, whatever way the others are imported", () => {
  const source = unit(
    "src/core/a.ts",
    "export const lonely = 1;",
    "export interface Lonely {}",
    "export const [one, two] = pair;",
    "export function three() {}",
    "export type Four = 4;",
    "export class Five {}",
    "const six = 6; export { six };",
  );
  const users = [
    unit("src/core/b.ts", 'import { one, two as due } from "./a.ts";'),
    unit("src/cli/c.ts", 'const { three } = await import("../core/a.ts");'),
    unit("test/d.ts", 'let four: import("../src/core/a.ts").Four;'),
    unit("src/index.ts", 'export { Five, six as sechs } from "./core/a.ts";'),
  ];
  expect(places(unusedExportFindings([source, ...users]))).toEqual([
    "src/core/a.ts:1",
    "src/core/a.ts:2",
  ]);
});

test("a type is used with the signature that names it, not with a body that does", () => {
  const source = unit(
    "src/core/a.ts",
    "export interface Options { readonly limits: Limits }",
    "export interface Limits { readonly most: number }",
    "export interface Inner {}",
    "export interface Result extends Base {}",
    "export interface Base {}",
    "export function run(options: Options): Result {",
    "  const inner: Inner = {}; return inner;",
    "}",
    "export const idle = (options: Idle) => {};",
    "export interface Idle {}",
  );
  const user = unit("src/core/b.ts", 'import { run } from "./a.ts";');
  expect(places(unusedExportFindings([source, user]))).toEqual([
    "src/core/a.ts:3",
    "src/core/a.ts:9",
    "src/core/a.ts:10",
  ]);
});

test("notes to oneself, hidden problems and paths of one machine are found", () => {
  const spelled = (...parts: readonly string[]): string => parts.join("");
  const bad = [
    spelled("// TO", "DO: later"),
    spelled("f(); // eslint-", "disable-line no-x"),
    spelled("// @ts-", "ignore"),
    spelled("it.on", "ly('x', f);"),
    spelled('const dir = "/ho', 'me/amy/project";'),
    spelled("fetch('https", "://npm.acme.test/x');"),
  ];
  const good = [
    spelled("f(); // eslint-", "disable-line no-x -- the reason"),
    'const url = "http://127.0.0.1:80";',
    "const file = `${dir}/work/a`;",
    "// images/agent/home is fine",
    'tar -C "$folder"/root/var .',
  ];
  expect(places(hygieneFindings("src/a.ts", [...bad, ...good].join("\n")))).toEqual(
    bad.map((_, index) => `src/a.ts:${String(index + 1)}`),
  );
});

test("a download address in the lockfile is found", () => {
  const line = ['{\n  "resolved": "https', '://npm.acme.test/x.tgz"\n}'].join("");
  expect(places(hygieneFindings("package-lock.json", line))).toEqual(["package-lock.json:2"]);
  expect(hygieneFindings("package-lock.json", '{ "version": "1" }')).toEqual([]);
});

test("a checker without a test is found, by file and by folder", () => {
  const declared = "export const make = (): Checker => ({ name, check });";
  const source = [
    unit("src/checkers/queue.ts", declared),
    unit("src/checkers/set.ts", declared),
    unit("src/checkers/linearizable/checker.ts", declared),
    unit("src/checkers/models/kv.ts", "export const kv: Model = {};"),
  ];
  const tests = [unit("test/checkers/set.test.ts"), unit("test/checkers/linearizable/a.test.ts")];
  expect(places(checkerFindings([...source, ...tests]))).toEqual(["src/checkers/queue.ts:1"]);
});

test("a kind of fault is fine with a test of its own or one on each back end", () => {
  const kind = (name: string): Unit =>
    unit(`src/nemesis/${name}.ts`, `export const k: FaultKind = { kind: "${name}" };`);
  const source = [kind("kill"), kind("pause"), kind("clock")];
  const tests = [
    unit("test/nemesis/kill.test.ts"),
    unit("test/docker/a.test.ts", 'pause("one"); clock("one");'),
    unit("test/process/a.test.ts", 'inject("pause");'),
  ];
  expect(places(faultFindings([...source, ...tests]))).toEqual(["src/nemesis/clock.ts:1"]);
});

test("a seeded bug without a mutation test is found", () => {
  const bugs = 'const RAFT_BUGS = { "stale-reads": "…", split: "…" } as const;';
  const source = unit("src/systems/demo/bug.ts", "//", bugs);
  const one = unit("test/mutation/demo.test.ts", 'find("split");');
  const all = unit("test/mutation/all.test.ts", "Object.keys(RAFT_BUGS)");
  expect(places(mutationFindings([source, one]))).toEqual(["src/systems/demo/bug.ts:2"]);
  expect(mutationFindings([source, all])).toEqual([]);
});
