// Where and with what it ran, and what this file leaves out.
import type { PayloadHeader } from "../../report/payload-format.ts";
import { Section } from "./section.tsx";

export function RunDetails({ header }: { readonly header: PayloadHeader }) {
  return (
    <Section id="details" title="The run">
      <dl class="details">
        {factsOf(header).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {header.leftOut.length === 0 ? null : (
        <>
          <h3>Left out of this file</h3>
          <ul class="left-out">
            {header.leftOut.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function factsOf({ plan, manifest }: PayloadHeader): readonly (readonly [string, string])[] {
  const { host } = manifest;
  const images = Object.entries(manifest.images).map(([name, digest]) => `${name} ${digest}`);
  return [
    ["run", plan.run],
    ["scenario file", plan.file ?? "defined in code"],
    ["started", manifest.started],
    ["finished", manifest.finished ?? "never"],
    ["status", `${manifest.status}, last phase ${manifest.phase}`],
    ["nodes", plan.nodes.join(", ")],
    ["workload", `${plan.workload.name}: ${optionsText(plan.workload.options)}`],
    ["load", `${String(plan.rate)} operations per second, ${String(plan.concurrency)} processes`],
    [
      "length",
      `${String(plan.durationMs / 1000)} s, then ${String(plan.recoveryMs / 1000)} s to recover`,
    ],
    ["time-out of an operation", `${String(plan.opTimeoutMs)} ms`],
    ["faultline", `${plan.versions.faultline} on Node ${plan.versions.node}`],
    [
      "host",
      `${host.kernel}, ${String(host.cpus)} CPUs, ${(host.memoryBytes / 2 ** 30).toFixed(1)} GiB`,
    ],
    ["engine", manifest.engine ?? "none"],
    ["images", images.length === 0 ? (plan.system.image ?? "none") : images.join(", ")],
    ["digest", plan.digest],
  ];
}

/** `{ keys: 8, mix: { read: 2 } }` → "keys 8, mix (read 2)". */
function optionsText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.map(optionsText).join(" ");
  const parts = Object.entries(value).map(([name, inner]) =>
    typeof inner === "object" && inner !== null
      ? `${name} (${optionsText(inner)})`
      : `${name} ${String(inner)}`,
  );
  return parts.length === 0 ? "no options" : parts.join(", ");
}
