// Each rule of the linear-time paths, broken once: comparing with brute force must notice. In a process of its own, since bugs are
// planted while modules load.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { COLLECTION_MUTANTS } from "../oracle/collection-mutants.ts";
import { MUTANTS } from "../oracle/path-mutants.ts";

test("no rule can be broken unnoticed", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["test/oracle/mutants.ts"]);
  expect(stdout.match(/^noticed /gm)).toHaveLength(MUTANTS.length + COLLECTION_MUTANTS.length);
  expect(stdout).toContain("\n0 missed\n");
});
