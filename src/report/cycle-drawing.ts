// Draws the cycles that prove anomalies, for the HTML report. What cannot be drawn stays as it is, in words: nothing that goes wrong
// here reaches the report, let alone the verdict.
import type { History } from "../core/history.ts";
import type { Operation } from "../core/op.ts";
import type { Anomaly, Witness } from "../core/verdict.ts";
import type { StoredRun } from "../store/stored-run.ts";
import { shownAnomalies } from "./finding-rows.ts";
import { type Draw, type Graph, loadGraphviz } from "./graphviz.ts";
import { operationLabel } from "./op-text.ts";
import { transactionTexts } from "./transaction-text.ts";

/** Anomaly → its cycle as an SVG element. */
export type Drawings = ReadonlyMap<Anomaly, string>;

type Cycle = Extract<Witness, { kind: "cycle" }>;

/** More are no picture that anyone reads, and take Graphviz long. */
const MAX_EDGES = 24;
/** Lines of a transaction in its box. */
const MAX_LINES = 8;
/** More is no picture but a mistake. */
const MAX_SVG_CHARS = 200_000;

/** The drawings of all cycles that the report shows; `load` is asked only if there are any. */
export async function drawCycles(
  run: StoredRun,
  load: () => Promise<Draw> = loadGraphviz,
): Promise<Drawings> {
  const cycles = (run.verdicts?.verdicts ?? []).flatMap(shownAnomalies).flatMap((anomaly) => {
    const { witness } = anomaly;
    const fits = witness.kind === "cycle" && witness.edges.length <= MAX_EDGES;
    return fits ? [[anomaly, witness] as const] : [];
  });
  const drawings = new Map<Anomaly, string>();
  if (cycles.length === 0) return drawings;
  try {
    const draw = await load();
    const operations = operationsOf(run.history, cycles);
    for (const [anomaly, cycle] of cycles) {
      const svg = draw(graphOf(cycle, operations));
      if (svg.length <= MAX_SVG_CHARS) drawings.set(anomaly, svg);
    }
  } catch {
    // The edges stand in the report in words; those drawn so far stay.
  }
  return drawings;
}

function operationsOf(
  history: History,
  cycles: readonly (readonly [Anomaly, Cycle])[],
): ReadonlyMap<number, Operation> {
  const wanted = new Set<number>(
    cycles.flatMap(([, { edges }]) => edges.flatMap(({ from, to }) => [from, to])),
  );
  const operations = history.operations().filter(({ index }) => wanted.has(index));
  return new Map(operations.map((op) => [op.index, op]));
}

function graphOf({ edges }: Cycle, operations: ReadonlyMap<number, Operation>): Graph {
  const indices = [...new Set<number>(edges.flatMap(({ from, to }) => [from, to]))];
  return {
    nodes: indices.map((index) => {
      const op = operations.get(index);
      const lines = op === undefined ? [] : linesOf(op);
      return { name: `T${String(index)}`, lines: [`T${String(index)}`, ...lines] };
    }),
    edges: edges.map(({ from, to, type }) => ({
      from: `T${String(from)}`,
      to: `T${String(to)}`,
      label: type,
    })),
  };
}

function linesOf(op: Operation): readonly string[] {
  const isOk = op.outcome.type === "ok";
  const texts = transactionTexts(isOk ? op.outcome.value : op.input, isOk) ?? [operationLabel(op)];
  const process = `process ${String(op.process)}${isOk ? "" : `, ${op.outcome.type}`}`;
  return texts.length <= MAX_LINES
    ? [process, ...texts]
    : [process, ...texts.slice(0, MAX_LINES - 1), "…"];
}
