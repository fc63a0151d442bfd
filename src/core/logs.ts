// A line of a node's log, on the run's clock.
import type { Nanos, NodeId } from "./ids.ts";

export interface LogLine {
  readonly node: NodeId;
  readonly time: Nanos;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}
