// What went wrong, in plain words: how the harness failed, which anomalies were found, why something stays unknown.
import type { Finding, PayloadHeader } from "../../report/payload-format.ts";
import type { TimeAxis } from "../time-axis.ts";
import { countText } from "../words.ts";
import { Counterexample } from "./counterexample.tsx";
import { Section } from "./section.tsx";
import { Ticked } from "./ticked.tsx";

interface FindingsProps {
  readonly header: PayloadHeader;
  readonly axis: TimeAxis;
}

export function Findings({ header, axis }: FindingsProps) {
  const { findings, checkers, manifest } = header;
  const unknown = checkers.filter((row) => row.verdict === "unknown");
  const stopped = manifest.status !== "done";
  if (findings.length + unknown.length === 0 && !stopped && manifest.leftovers.length === 0)
    return null;
  return (
    <Section id="findings" title="Findings">
      {stopped ? <Stopped header={header} /> : null}
      {manifest.leftovers.length === 0 ? null : (
        <article class="finding bad">
          <h3>Something was left behind</h3>
          <p>
            {manifest.leftovers.join(", ")}. Run <code>faultline clean</code> to remove it.
          </p>
        </article>
      )}
      {findings.map((finding, position) => (
        <FindingCard key={position} finding={finding} axis={axis} />
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

function Stopped({ header }: { readonly header: PayloadHeader }) {
  const { manifest } = header;
  const { error } = manifest;
  return (
    <article class={`finding ${manifest.status === "failed" ? "bad" : "unsure"}`}>
      <h3>
        {manifest.status === "failed" ? "The run failed" : "The run stopped"} while {manifest.phase}
      </h3>
      {error === null ? null : (
        <p>
          <code>{error.code}</code> <Ticked text={error.message} />
        </p>
      )}
      {error?.hint === null || error === null ? null : (
        <p class="hint">
          <Ticked text={error.hint} />
        </p>
      )}
      <p>Everything that was recorded until then is below.</p>
    </article>
  );
}

function FindingCard({ finding, axis }: { readonly finding: Finding; readonly axis: TimeAxis }) {
  return (
    <article class="finding bad">
      <h3>
        {finding.kind} <span class="by">found by {finding.checker}</span>
      </h3>
      <p class="sentence">{finding.summary}</p>
      {finding.ops.length === 0 ? null : <Counterexample finding={finding} axis={axis} />}
      {finding.edges.length === 0 ? null : (
        <ol class="edges">
          {finding.edges.map((edge, position) => (
            <li key={position}>
              operation {edge.from} → {edge.to} <code>{edge.type}</code> {edge.because}
            </li>
          ))}
        </ol>
      )}
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
    </article>
  );
}
