// The faults of the run: whom each hit, when, how we know that it bit and that it is gone.
import type { Evidence } from "../../core/fault.ts";
import type { PayloadHeader } from "../../report/payload-format.ts";
import type { TimeAxis } from "../time-axis.ts";
import { Section } from "./section.tsx";

interface FaultsProps {
  readonly header: PayloadHeader;
  readonly axis: TimeAxis;
}

export function Faults({ header, axis }: FaultsProps) {
  const { faults, spanSeconds } = header;
  if (faults.length === 0)
    return (
      <Section id="faults" title="Faults">
        <p class="empty">No fault was injected.</p>
      </Section>
    );
  return (
    <Section id="faults" title="Faults">
      <div class="scroll" tabIndex={0} role="region" aria-label="Faults">
        <table>
          <thead>
            <tr>
              <th scope="col">Fault</th>
              <th scope="col">On</th>
              <th scope="col">From</th>
              <th scope="col">For</th>
              <th scope="col">It bit</th>
              <th scope="col">It healed</th>
              <th scope="col">
                <span class="unseen">Show</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {faults.map((fault) => (
              <tr key={fault.id}>
                <th scope="row">{fault.name}</th>
                <td>{fault.targets.join(", ")}</td>
                <td class="number">{(fault.start / 1e9).toFixed(2)} s</td>
                <td class="number">
                  {fault.end === null
                    ? "to the end"
                    : `${((fault.end - fault.start) / 1e9).toFixed(2)} s`}
                </td>
                <td>
                  <EvidenceText evidence={fault.evidence} />
                </td>
                <td>
                  <EvidenceText evidence={fault.healed} />
                </td>
                <td>
                  <button
                    type="button"
                    aria-label={`Show ${fault.name} at ${(fault.start / 1e9).toFixed(1)} s in the charts`}
                    onClick={() => {
                      const from = fault.start / 1e9;
                      const to = fault.end === null ? spanSeconds : fault.end / 1e9;
                      axis.show({ from: from - (to - from) / 2, to: to + (to - from) / 2 });
                      document.getElementById("time")?.scrollIntoView();
                    }}
                  >
                    Show
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function EvidenceText({ evidence }: { readonly evidence: Evidence | null }) {
  if (evidence === null) return <span class="mark unsure">? not healed</span>;
  return evidence.seen ? (
    <>
      <span class="mark good">✓ seen</span> {evidence.detail}
    </>
  ) : (
    <>
      <span class="mark unsure">? not seen</span> {evidence.why}
    </>
  );
}
