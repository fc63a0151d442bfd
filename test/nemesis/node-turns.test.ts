// Commands on one node go one after the other; those on different nodes side by side.
import { expect, test } from "vitest";
import { nodeId } from "../../src/core/ids.ts";
import { NodeTurns } from "../../src/nemesis/node-turns.ts";

const [n1, n2, n3] = [nodeId("n1"), nodeId("n2"), nodeId("n3")];

/** A command that is over when it is told to be; notes when it began. */
function command(name: string, begun: string[]) {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const work = (): Promise<undefined> => {
    begun.push(name);
    return promise;
  };
  return { work, end: () => resolve(undefined), fail: () => reject(new Error(name)) };
}

test("a command waits for those asked before on any of its nodes, and for no other", async () => {
  const turns = new NodeTurns();
  const begun: string[] = [];
  const a = command("a", begun);
  const b = command("b", begun);
  const c = command("c", begun);
  const d = command("d", begun);
  const first = turns.run([n1], a.work);
  const second = turns.run([n1, n2], b.work);
  void turns.run([n3], d.work);
  void turns.run([n2], c.work);
  expect(begun).toEqual(["a", "d"]);
  a.end();
  await first;
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual(["a", "d", "b"]);
  b.end();
  await second;
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual(["a", "d", "b", "c"]);
});

test("a command that fails tells who asked, and the next one goes on", async () => {
  const turns = new NodeTurns();
  const begun: string[] = [];
  const a = command("a", begun);
  const b = command("b", begun);
  const first = turns.run([n1], a.work);
  const second = turns.run([n1], b.work);
  a.fail();
  await expect(first).rejects.toThrow("a");
  b.end();
  await second;
  expect(begun).toEqual(["a", "b"]);
});
