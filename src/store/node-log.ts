// How a node's log line stands in nodes/<id>.log: seconds on the run's clock, stream, text.
import { type NodeId, nanos } from "../core/ids.ts";
import type { LogLine } from "../core/logs.ts";

/** `12.345678 err text` */
export const encodeLogLine = (line: LogLine): string =>
  `${(line.time / 1e9).toFixed(6)} ${line.stream === "stderr" ? "err" : "out"} ${line.text}`;

/** Null for a line that is none: the cut end of a file. */
export function decodeLogLine(node: NodeId, text: string): LogLine | null {
  const match = /^(-?\d+\.\d+) (out|err) (.*)$/s.exec(text);
  if (match === null) return null;
  return {
    node,
    time: nanos(Math.round(Number(match[1]) * 1e9)),
    stream: match[2] === "err" ? "stderr" : "stdout",
    text: match[3] ?? "",
  };
}
