// A node's clock from answers that have whole seconds, over HTTP on this machine.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import type { Node } from "../../../src/cluster/api.ts";
import { utcNow } from "../../../src/core/real-clock.ts";
import { etcdClock } from "../../../src/systems/etcd/clock.ts";

/** What etcdClock says of a server whose clock is `offset()` milliseconds ahead, against this machine's clock. */
async function measured(offset: () => number): Promise<number> {
  const server = createServer((_, response) => {
    const now = new Date(utcNow().getTime() + offset());
    response.writeHead(200, { date: now.toUTCString() }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const address = { host: "127.0.0.1", port, url: `http://127.0.0.1:${String(port)}` };
    const node = { id: "n1", address: () => address } as unknown as Node;
    return (await etcdClock(node, AbortSignal.timeout(10_000))) - utcNow().getTime();
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test.each([0, 400, -1_700, 3_600_250])(
  "is told to some milliseconds: %i ms off",
  async (offset) => {
    expect(Math.abs((await measured(() => offset)) - offset)).toBeLessThan(100);
  },
);

test("that jumps meanwhile is where it is now", async () => {
  let asked = 0;
  const told = await measured(() => (++asked > 3 ? 3_600_000 : 0));
  expect(Math.abs(told - 3_600_000)).toBeLessThan(600);
});

test("that never stands still is not told at all", async () => {
  let asked = 0;
  await expect(measured(() => ++asked * 10_000)).rejects.toThrow(/tells the time to \d+ ms only/);
});
