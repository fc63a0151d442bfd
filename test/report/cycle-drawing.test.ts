// The drawings of cycles: every transaction and edge is in them, hostile text stays text, and what cannot be drawn harms nothing.
import { expect, test } from "vitest";
import type { Anomaly } from "../../src/core/verdict.ts";
import { drawCycles } from "../../src/report/cycle-drawing.ts";
import { findingsOf, shownAnomalies } from "../../src/report/finding-rows.ts";
import { loadGraphviz } from "../../src/report/graphviz.ts";
import { cycle, cycleRun, T0, T2, verdictOf } from "./cycle-run.ts";
import { HOSTILE_TEXTS, storedRun } from "./fixtures.ts";

test("shows every transaction with what it did, and every edge", async () => {
  const anomaly = cycle();
  const svg = (await drawCycles(cycleRun(anomaly))).get(anomaly) ?? "";
  expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\s*$/);
  for (const text of ["T0", "T2", "process 1", "r x → []", "append y 1", "append x 2"]) {
    expect(svg).toContain(`>${text}</text>`);
  }
  expect(svg.match(/class="edge rw"/g)).toHaveLength(2);
  expect(svg).not.toMatch(/ id=| style=|<script|<image|href="/);
});

test("is the same for the same run", async () => {
  const draw = async () => [...(await drawCycles(cycleRun(cycle()))).values()];
  expect(await draw()).toEqual(await draw());
});

test.each([...HOSTILE_TEXTS, "\\N\\G\\E", '"; x [label="'])(
  "text of others stays text: %j",
  async (evil) => {
    const anomaly = cycle(evil);
    const svg = (await drawCycles(cycleRun(anomaly, evil))).get(anomaly) ?? "";
    expect(svg.match(/class="node"/g)).toHaveLength(2);
    expect(svg.match(/class="edge rw"/g)).toHaveLength(2);
    expect(svg).not.toMatch(/<script|<img|<!--<|xlink:href/);
  },
);

test("a backslash is shown as it is", async () => {
  const anomaly = cycle();
  const svg = (await drawCycles(cycleRun(anomaly, "a\\Nb"))).get(anomaly) ?? "";
  expect(svg).toContain("append a\\Nb 2");
});

test("without an engine, or where it fails, the edges are there in words", async () => {
  const anomaly = cycle();
  const broken = [
    () => Promise.reject(new Error("no engine")),
    () =>
      Promise.resolve(() => {
        throw new Error("cannot draw");
      }),
  ];
  for (const load of broken) {
    const run = cycleRun(anomaly);
    const drawings = await drawCycles(run, load);
    expect(drawings.size).toBe(0);
    expect(findingsOf(run, drawings).rows).toMatchObject([
      { kind: "G2-item", drawing: null, edges: [{ type: "rw" }, { type: "rw" }] },
    ]);
  }
});

test("the engine is loaded only for a cycle, and not for one too long to read", async () => {
  let loads = 0;
  const load = () => {
    loads += 1;
    return Promise.reject(new Error("no engine"));
  };
  const edge = { from: T0, to: T2, type: "rw", because: "" } as const;
  const long: Anomaly = {
    ...cycle(),
    witness: { kind: "cycle", edges: Array.from({ length: 25 }, () => edge) },
  };
  await drawCycles(storedRun(), load);
  await drawCycles(cycleRun(long), load);
  expect(loads).toBe(0);
  await drawCycles(cycleRun(cycle()), load);
  expect(loads).toBe(1);
});

test("a cycle as long as any that is drawn has all its boxes", async () => {
  const draw = await loadGraphviz();
  const nodes = Array.from({ length: 24 }, (_, i) => ({ name: `T${String(i)}`, lines: ["a"] }));
  const edges = nodes.map(({ name }, i) => ({
    from: name,
    to: nodes[(i + 1) % nodes.length]?.name ?? "",
    label: "ww",
  }));
  expect(draw({ nodes, edges }).match(/class="node"/g)).toHaveLength(24);
});

test("the first of each kind is shown before the second of any", () => {
  const of = (kind: string): Anomaly => ({ ...cycle(), kind });
  const many = Array.from({ length: 30 }, () => of("lost-update"));
  const shown = shownAnomalies(verdictOf(of("incompatible-order"), ...many, of("G0"), of("G0")));
  expect(shown).toHaveLength(20);
  expect(new Set(shown.map(({ kind }) => kind))).toEqual(
    new Set(["incompatible-order", "lost-update", "G0"]),
  );
  expect(shown.at(-1)?.kind).toBe("G0");
});
