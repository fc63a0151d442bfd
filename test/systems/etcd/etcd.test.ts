// The etcd system as data: what its nodes are started with, and which of its log lines mean failure.
import { expect, it } from "vitest";
import type { NodePlan } from "../../../src/cluster/api.ts";
import { nodeId } from "../../../src/core/ids.ts";
import { etcd } from "../../../src/systems/etcd/etcd.ts";

const plans: readonly NodePlan[] = ["n1", "n2", "n3"].map((id, index) => ({
  id: nodeId(id),
  index,
  host: `h${String(index + 1)}`,
  joining: false,
}));

const urlOf = (host: string, port: number): string => `http://${host}:${String(port)}`;
const flag = (argv: readonly string[] | undefined, name: string): string | undefined =>
  argv?.[argv.indexOf(`--${name}`) + 1];

it("starts each node under its own name and address among all the others", () => {
  const argv = plans.map((plan) => etcd().container?.command?.(plan, plans));
  expect(argv.map((one) => flag(one, "name"))).toEqual(["n1", "n2", "n3"]);
  expect(flag(argv[1], "advertise-client-urls")).toBe(urlOf("h2", 2379));
  const members = plans.map(({ id, host }) => `${id}=${urlOf(host, 2380)}`).join(",");
  expect(argv.map((one) => flag(one, "initial-cluster"))).toEqual([members, members, members]);
});

it("takes its timing from the options", () => {
  const [plan] = plans;
  const { container } = etcd({ heartbeatMs: 50, electionTimeoutMs: 500 });
  const argv = plan && container?.command?.(plan, plans);
  expect([flag(argv, "heartbeat-interval"), flag(argv, "election-timeout")]).toEqual(["50", "500"]);
});

it("lets silent watches tell how far they have come where that is asked for, and knows no such flag else", () => {
  const [plan] = plans;
  const of = (system: ReturnType<typeof etcd>) => plan && system.container?.command?.(plan, plans);
  const name = "experimental-watch-progress-notify-interval";
  expect(flag(of(etcd({ watchProgressMs: 100 })), name)).toBe("100ms");
  expect(of(etcd())).not.toContain(`--${name}`);
});

it.each([
  ["2026-11-22 12:46:28.786854 C | etcdserver: open db: permission denied", true],
  ['{"level":"fatal","msg":"discovery failed"}', true],
  ["panic: runtime error", true],
  ["2026-11-22 12:46:28.786854 N | embed: serving insecure client requests", false],
  ["2026-11-22 12:46:28.786854 W | rafthttp: lost the TCP streaming connection", false],
  ['{"level":"info","msg":"panic: no"}', false],
])("knows the log lines that mean failure: %s", (line, failure) => {
  expect(etcd().failurePatterns?.some((pattern) => pattern.test(line))).toBe(failure);
});
