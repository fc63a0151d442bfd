// Ports on the loopback address: free ones, and never those of a node that is down.
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { LOOPBACK, PortAllocator } from "../../../src/cluster/docker/ports.ts";

test("a port is handed out once", async () => {
  const ports = new PortAllocator(0);
  const taken = [await ports.take(), await ports.take(), await ports.take()];
  expect(new Set(taken).size).toBe(3);
});

test("a reserved port is passed over though nobody listens on it", async () => {
  const port = await new PortAllocator(100).take();
  const other = new PortAllocator(100);
  other.reserve([port]);
  expect(await other.take()).not.toBe(port);
});

test("a port that somebody listens on is passed over", async () => {
  const port = await new PortAllocator(200).take();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, LOOPBACK, resolve));
  try {
    expect(await new PortAllocator(200).take()).not.toBe(port);
  } finally {
    server.close();
  }
});
