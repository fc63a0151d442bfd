// What went wrong, in plain words: how the harness failed, which anomalies were found, why something stays unknown.
import type { CheckerRow, Finding, PayloadHeader } from "../../report/payload-format.ts";
import type { TimeAxis } from "../time-axis.ts";
import { countText } from "../words.ts";
import { Counterexample } from "./counterexample.tsx";
import { Cycle } from "./cycle.tsx";
import { Section } from "./section.tsx";
import { Ticked } from "./ticked.tsx";

/** Findings whose proof is drawn at once; of the others, on request: ten of one kind say no more than three. */
const OPEN_CARDS = 3;

interface FindingsProps {
  readonly header: PayloadHeader;
  readonly axis: TimeAxis;
}

export function Findings({ header, axis }: FindingsProps) {
  const { findings, checkers, manifest } = header;
  const stopped = manifest.status !== "done";
  const recorded = header.counts.ok + header.counts.fail + header.counts.info;
  const unknown = stopped && recorded === 0 ? [] : unknownsTogether(checkers);
  if (findings.length + unknown.length === 0 && !stopped && manifest.leftovers.length === 0)
    return null;
  return (
    <Section id="findings" title="Findings">
      {stopped ? <Stopped header={header} recorded={recorded} /> : null}
      {manifest.leftovers.length === 0 ? null : (
        <article class="finding bad">
          <h3>Something was left behind</h3>
          <p>
            {manifest.leftovers.join(", ")}. Run <code>faultline clean</code> to remove it.
          </p>
        </article>
      )}
      {findings.map((finding, position) => (
        <FindingCard key={position} finding={finding} axis={axis} open={position < OPEN_CARDS} />
      ))}
      {unknown.map((row, position) => (
        <article key={position} class="finding unsure">
          <h3>
            {row.checker}: not decided{row.reason === null ? "" : ` (${row.reason})`}
          </h3>
          <p>
            <Ticked text={row.text} />
          </p>
        </article>
      ))}
    </Section>
  );
}

/** Checkers that do not know for one reason, as one row. */
function unknownsTogether(checkers: readonly CheckerRow[]): readonly CheckerRow[] {
  const rows = new Map<string, CheckerRow>();
  for (const row of checkers) {
    if (row.verdict !== "unknown") continue;
    const before = rows.get(row.text);
    const checker = before === undefined ? row.checker : `${before.checker}, ${row.checker}`;
    rows.set(row.text, { ...row, checker });
  }
  return [...rows.values()];
}

interface StoppedProps {
  readonly header: PayloadHeader;
  /** Operations. */
  readonly recorded: number;
}

function Stopped({ header: { manifest }, recorded }: StoppedProps) {
  const { error, status } = manifest;
  const [message = "", ...output] = error?.message.split("\n") ?? [];
  return (
    <article class={`finding ${status === "failed" ? "bad" : "unsure"}`}>
      <h3>
        {status === "running" ? `Nobody ended it: it was ${manifest.phase}` : STOPPED[status]}
      </h3>
      {error === null ? null : (
        <p>
          <code>{error.code}</code> <Ticked text={message} />
        </p>
      )}
      {output.length === 0 ? null : <pre class="log-line">{output.join("\n")}</pre>}
      {error?.hint === null || error === null ? null : (
        <p class="hint">
          <Ticked text={error.hint} />
        </p>
      )}
      <p>
        {recorded === 0
          ? "No operation was recorded, so there is nothing to judge."
          : "Everything that was recorded until then is below."}
      </p>
    </article>
  );
}

const STOPPED = {
  failed: "The run failed",
  interrupted: "The run was interrupted",
  done: "The run came to its end",
} as const;

interface FindingCardProps {
  readonly finding: Finding;
  readonly axis: TimeAxis;
  readonly open: boolean;
}

function FindingCard({ finding, axis, open }: FindingCardProps) {
  return (
    <article class="finding bad">
      <h3>
        {finding.kind} <span class="by">found by {finding.checker}</span>
      </h3>
      <p class="sentence">{finding.summary}</p>
      {open ? (
        <Proof finding={finding} axis={axis} />
      ) : (
        <details>
          <summary>Show the proof</summary>
          <Proof finding={finding} axis={axis} />
        </details>
      )}
    </article>
  );
}

function Proof({ finding, axis }: Omit<FindingCardProps, "open">) {
  return (
    <>
      {finding.edges.length === 0 ? null : <Cycle finding={finding} />}
      {finding.ops.length === 0 ? null : <Counterexample finding={finding} axis={axis} />}
      {finding.counts === null ? null : (
        <p>
          {Object.entries(finding.counts)
            .map(([name, count]) => `${name} ${countText(count)}`)
            .join(" · ")}
        </p>
      )}
      {finding.logLine === null ? null : (
        <pre class="log-line">
          {finding.logLine.node}: {finding.logLine.line}
        </pre>
      )}
    </>
  );
}
