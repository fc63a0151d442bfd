// `faultline doctor`: asks the host what each back end can inject, and why not. Changes nothing.
import { arch, cpus, release, totalmem, type as kernel } from "node:os";
import {
  type Backend,
  type Capability,
  type Finding,
  type Support,
  supportOfAll,
} from "../../cluster/api.ts";
import { HarnessError } from "../../core/errors.ts";
import { KINDS } from "../../nemesis/kinds.ts";
import { BACKENDS, backendNamed } from "../../runner/backends.ts";
import { tableText } from "../table.ts";
import { terminal } from "../terminal.ts";

export interface DoctorFlags {
  readonly json?: true;
}

/** What one back end can do here. */
interface Diagnosis {
  readonly backend: string;
  readonly findings: readonly Finding[];
  /** By kind of fault. */
  readonly faults: Readonly<Record<string, Support>>;
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
    const faults = byKind(await backend.probe());
    return { backend: backend.name, faults, findings: (await backend.examine?.()) ?? [] };
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    const { message, hint } = error;
    const none: Support = { supported: false, why: message, hint: hint ?? "" };
    return { backend: backend.name, faults: byKind(supportOfAll(() => none)), findings: [] };
  }
}

const byKind = (
  support: Readonly<Record<Capability, Support>>,
): Readonly<Record<string, Support>> =>
  Object.fromEntries(KINDS.map(({ kind, requires }) => [kind, support[requires]]));

function print({ backend, findings, faults }: Diagnosis): void {
  const seenOf = (fine: boolean, detail: string, hint: string | null): string =>
    hint === null || fine ? detail : `${detail}\n→ ${hint}`;
  const rows = [
    ...findings.map(({ what, fine, detail, hint }) => [
      fine ? "✓" : "✗",
      what,
      seenOf(fine, detail, hint),
    ]),
    ...Object.entries(faults).map(([kind, support]) => [
      support.supported ? "✓" : "✗",
      `fault: ${kind}`,
      support.supported ? support.by : seenOf(false, support.why, support.hint),
    ]),
  ];
  const table = tableText(["", backend, ""], rows, terminal());
  process.stdout.write(`\n${table}\n`);
}
