// What runs have adopted and not given back, by their journals.
import { expect, it } from "vitest";
import type { AdoptedContainer, JournalEntry } from "../../../src/cluster/api.ts";
import { loansIn } from "../../../src/cluster/docker/adoption/loans.ts";

const container = (name: string): AdoptedContainer => ({
  id: `id-of-${name}`,
  name,
  address: "172.18.0.2",
  restart: { policy: "always", retries: 0 },
  cpu: { NanoCpus: 1e9 },
});
const adopted = (run: string, name: string): JournalEntry => ({
  kind: "adopted",
  run,
  container: container(name),
});
const composed = { kind: "composed", run: "b", file: "compose.yml", undo: "down" } as const;

it("is what was adopted or composed, by run, until it is given back", () => {
  const journal: JournalEntry[] = [
    { kind: "run", run: "a", backend: "docker" },
    adopted("a", "db-1"),
    adopted("a", "db-2"),
    composed,
    adopted("b", "web-1"),
    adopted("c", "gone"),
    { kind: "released", run: "c" },
  ];
  const a = { run: "a", adopted: [container("db-1"), container("db-2")], composed: [] };
  const b = { run: "b", adopted: [container("web-1")], composed: [composed] };
  expect(loansIn(journal, null)).toEqual([a, b]);
  expect(loansIn(journal, "b")).toEqual([b]);
  expect(loansIn(journal, "c")).toEqual([]);
});
