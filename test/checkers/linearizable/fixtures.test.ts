// Small recorded histories, judged by two algorithms each; and by the command, which says so when they disagree.
import { join } from "node:path";
import { expect, test } from "vitest";
import { crossCheck } from "../../../src/checkers/linearizable/cross-check.ts";
import { linearizable } from "../../../src/checkers/linearizable/linearizable.ts";
import { readHistoryFile } from "../../../src/store/history-file.ts";
import { faultline } from "../../cli/faultline.ts";
import { checkContext } from "../check-context.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures");
const LIAR = join(FIXTURES, "lying-frontier.mjs");
const fileOf = (name: string): string => join(FIXTURES, "histories", `${name}.jsonl`);

const HISTORIES = [
  ["stale-read", "cas-register", false, 2],
  ["repeated-values", "cas-register", true, 1],
  ["lock-held-twice", "mutex", false, 2],
  ["queue-out-of-order", "fifo-queue", false, 1],
  ["stack-of-equals", "stack", true, 1],
  ["text-appended", "kv-string", true, 1],
] as const;

test.each(HISTORIES)("%s: %s, %s by both", async (name, model, valid, objects) => {
  const { history } = await readHistoryFile(fileOf(name));
  expect(await linearizable({ model }).check(history, checkContext())).toMatchObject({ valid });
  expect(await crossCheck(history, { model }, checkContext())).toEqual({
    confirmed: objects,
    unconfirmed: 0,
  });
});

test("the command ends with 70 where they disagree", async () => {
  const args = ["check", fileOf("stack-of-equals"), "--model", "stack", "--cross-check"];
  const honest = await faultline(args);
  expect(honest).toMatchObject({ exit: 0 });
  expect(honest.stderr).toContain("two algorithms agree on 1 objects; 0 stayed unconfirmed");
  const lied = await faultline(args, { NODE_OPTIONS: `--import=${LIAR}` });
  expect(lied).toMatchObject({ exit: 70 });
  expect(lied.stderr).toContain(
    "search says that it is linearizable, and frontier says that it is not linearizable",
  );
}, 60_000);
