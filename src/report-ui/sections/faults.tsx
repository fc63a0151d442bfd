// The faults of the run: whom each hit, when, how we know that it bit and that it is gone.
import type { Evidence, FaultWindow } from "../../core/fault.ts";
import type { PayloadHeader } from "../../report/payload-format.ts";
import type { RecoveryRow } from "../../report/recovery-rows.ts";
import type { TimeAxis } from "../time-axis.ts";
import { millisText } from "../words.ts";
import { Section } from "./section.tsx";

interface FaultsProps {
  readonly header: PayloadHeader;
  readonly axis: TimeAxis;
}

export function Faults({ header, axis }: FaultsProps) {
  const { faults } = header;
  const recoveries = new Map(header.recoveries.map((row) => [row.fault, row]));
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
              <th scope="col">The system was back after</th>
              <th scope="col">
                <span class="unseen">Show</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {faults.map((fault) => (
              <Row
                key={fault.id}
                fault={fault}
                recovery={recoveries.get(fault.id)}
                onShow={() => show(fault, axis)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

const startOf = (fault: FaultWindow): number => fault.start / 1e9;

const lengthOf = (fault: FaultWindow): string =>
  fault.end === null ? "to the end" : `${((fault.end - fault.start) / 1e9).toFixed(2)} s`;

/** Of a fault that was not healed, or a run that was not judged, nothing is known. */
function recoveryText(recovery: RecoveryRow | undefined): string {
  if (recovery === undefined) return "–";
  const { firstOkMs, steadyMs } = recovery;
  if (firstOkMs === null) return "no success before the end";
  const first = `first success ${millisText(firstOkMs)}`;
  return steadyMs === null ? first : `${first}, the rate of before ${millisText(steadyMs)}`;
}

interface RowProps {
  readonly fault: FaultWindow;
  readonly recovery: RecoveryRow | undefined;
  readonly onShow: () => void;
}

const Row = ({ fault, recovery, onShow }: RowProps) => (
  <tr>
    <th scope="row">{fault.name}</th>
    <td>{fault.targets.join(", ")}</td>
    <td class="number">{startOf(fault).toFixed(2)} s</td>
    <td class="number">{lengthOf(fault)}</td>
    <td>
      <EvidenceText evidence={fault.evidence} />
    </td>
    <td>
      <EvidenceText evidence={fault.healed} />
    </td>
    <td>{recoveryText(recovery)}</td>
    <td>
      <button
        type="button"
        aria-label={`Show ${fault.name} at ${startOf(fault).toFixed(1)} s in the charts`}
        onClick={onShow}
      >
        Show
      </button>
    </td>
  </tr>
);

/** With half as much again on both sides. */
function show(fault: FaultWindow, axis: TimeAxis): void {
  const from = startOf(fault);
  const to = fault.end === null ? axis.full.to : fault.end / 1e9;
  axis.show({ from: from - (to - from) / 2, to: to + (to - from) / 2 });
  document.getElementById("time")?.scrollIntoView();
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
