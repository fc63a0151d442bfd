// The published package, laid out as npm unpacks it: compiled sources, no TypeScript of ours, in somebody else's project.
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BuildContext } from "../../src/cluster/docker/build-context.ts";
import { elementAt } from "../../src/core/assert.ts";
import { ROOT, summaryOf } from "../cli/faultline.ts";

const SCENARIO = `import { defineScenario, raftDemo, register } from "faultline";
export default defineScenario({
  name: "mine/register",
  system: raftDemo(),
  workload: register({ keys: 2 }),
  rate: 100,
  duration: "2s",
});
`;

interface Manifest {
  readonly files: readonly string[];
}

describe.runIf(process.platform !== "win32")("the published package", () => {
  let project: string;
  let home: string;
  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), "faultline-package-"));
    home = join(project, "node_modules", "faultline");
    mkdirSync(home, { recursive: true });
    execFileSync("sh", ["scripts/build.sh", join(home, "dist")], { cwd: ROOT, stdio: "inherit" });
    const { files } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Manifest;
    for (const name of ["package.json", ...files.filter((file) => file !== "dist")])
      cpSync(join(ROOT, name), join(home, name), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(home, "node_modules"));
    writeFileSync(join(project, "package.json"), '{ "name": "mine" }');
    writeFileSync(join(project, "mine.scenario.ts"), SCENARIO);
  });
  afterAll(() => rmSync(project, { recursive: true }));

  it("runs a scenario file, checks it in workers and writes a report", () => {
    const command = [join(home, "bin/faultline.js"), "run", "mine.scenario.ts", "--json"];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: project,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const run = elementAt(summaryOf({ exit: status, signal: null, stdout, stderr }).runs, 0);
    expect(run.verdict).toBe("valid");
    expect(existsSync(join(project, run.report ?? ""))).toBe(true);
  });

  it("holds what its images are built from", async () => {
    const { contextOf } = (await import(join(home, "dist/cluster/docker/build-context.js"))) as {
      contextOf: (folder: string) => Promise<BuildContext>;
    };
    const names = (await contextOf("raft-demo")).entries.map((entry) => entry.name);
    expect(names).toContain("app/src/systems/raft-demo/program.js");
    expect(names).toContain("Dockerfile");
  });
});
