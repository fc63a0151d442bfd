// The labels on everything that a run makes: by them leftovers are found, and told from what a living run uses.
import { createHash } from "node:crypto";
import type { HarnessProcess } from "./harness-process.ts";

export const LABEL = {
  run: "faultline.run",
  node: "faultline.node",
  host: "faultline.host",
  pid: "faultline.pid",
  startedTicks: "faultline.started-ticks",
  /** On an agent: the ids of the containers that its run has adopted, with blanks between. */
  adopted: "faultline.adopted",
  /** A node's ports on the loopback address, with blanks between. */
  ports: "faultline.ports",
} as const;

export type Labels = Readonly<Record<string, string>>;

/** Labels of what `harness` makes for `run`. */
export const labelsOf = (run: string, harness: HarnessProcess): Labels => ({
  [LABEL.run]: run,
  [LABEL.host]: harness.host,
  [LABEL.pid]: String(harness.pid),
  [LABEL.startedTicks]: harness.startedTicks,
});

/** The harness that labels name. */
export const harnessOf = (labels: Labels): HarnessProcess => ({
  host: labels[LABEL.host] ?? "",
  pid: Number(labels[LABEL.pid] ?? -1),
  startedTicks: labels[LABEL.startedTicks] ?? "",
});

/** Begins the names of all that the run makes: its id may hold what a name may not. */
export const prefixOf = (run: string): string =>
  `faultline-${createHash("sha256").update(run).digest("hex").slice(0, 12)}`;
