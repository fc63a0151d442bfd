// `faultline doctor`: asks the host what each back end can inject, and why not. Changes nothing.
import { arch, cpus, release, totalmem, type as kernel } from "node:os";
import Table from "cli-table3";
import type { Backend, Capability, Finding, Support } from "../../cluster/api.ts";
import { HarnessError } from "../../core/errors.ts";
import { BACKENDS, backendNamed } from "../../runner/backends.ts";

export interface DoctorFlags {
  readonly json?: true;
}

/** What one back end can do here. */
interface Diagnosis {
  readonly backend: string;
  readonly findings: readonly Finding[];
  readonly faults: Readonly<Partial<Record<Capability, Support>>>;
}

export async function doctor(flags: DoctorFlags): Promise<void> {
  const diagnoses: Diagnosis[] = [];
  for (const name of BACKENDS) diagnoses.push(await diagnose(await backendNamed(name)));
  if (flags.json === true) {
    for (const diagnosis of diagnoses)
      process.stdout.write(`${JSON.stringify({ type: "doctor", ...diagnosis })}\n`);
    return;
  }
  const memory = `${(totalmem() / 2 ** 30).toFixed(1)} GiB`;
  process.stdout.write(
    `host: ${kernel()} ${release()} ${arch()}, ${String(cpus().length)} CPUs, ${memory}, Node ${process.versions.node}\n`,
  );
  for (const diagnosis of diagnoses) print(diagnosis);
}

async function diagnose(backend: Backend): Promise<Diagnosis> {
  try {
    const faults = await backend.probe();
    return { backend: backend.name, faults, findings: (await backend.examine?.()) ?? [] };
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    const { message, hint } = error;
    const none: Support = { supported: false, why: message, hint: hint ?? "" };
    const faults = { kill: none, terminate: none, pause: none, partition: none };
    return { backend: backend.name, faults, findings: [] };
  }
}

function print({ backend, findings, faults }: Diagnosis): void {
  process.stdout.write(`\n${backend}\n`);
  const table = new Table({
    head: ["", "what", "seen"],
    style: { head: [], border: [] },
    colWidths: [3, 22, 90],
    wordWrap: true,
  });
  for (const { what, fine, detail, hint } of findings) {
    table.push([fine ? "✓" : "✗", what, hint === null || fine ? detail : `${detail}\n→ ${hint}`]);
  }
  for (const [capability, support] of Object.entries(faults)) {
    const seen = support.supported ? "can be injected" : `${support.why}\n→ ${support.hint}`;
    table.push([support.supported ? "✓" : "✗", `fault: ${capability}`, seen]);
  }
  process.stdout.write(`${table.toString()}\n`);
}
