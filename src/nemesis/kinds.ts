// The kinds of faults there are. A new kind is a file of its own and a line here.
import { HarnessError } from "../core/errors.ts";
import { cutClientsKind } from "./cut-clients.ts";
import { degradeKind } from "./degrade.ts";
import { halfOpenKind } from "./half-open.ts";
import { clockKind } from "./clock.ts";
import { diskKinds } from "./disk-kinds.ts";
import { killKind } from "./kill.ts";
import { memberAddKind } from "./member-add.ts";
import { memberRemoveKind } from "./member-remove.ts";
import { memberReplaceKind } from "./member-replace.ts";
import { latencyMatrixKind } from "./latency-matrix.ts";
import { mtuBlackHoleKind } from "./mtu-black-hole.ts";
import { cpuLimitKind } from "./cpu-limit.ts";
import { cpuStressKind } from "./cpu-stress.ts";
import { dnsSlowKind } from "./dns-slow.ts";
import { dnsStaleKind } from "./dns-stale.ts";
import { dnsUnknownKind } from "./dns-unknown.ts";
import { dnsWrongAddressKind } from "./dns-wrong-address.ts";
import { fdExhaustionKind } from "./fd-exhaustion.ts";
import { ioStressKind } from "./io-stress.ts";
import { memoryExhaustionKind } from "./memory-exhaustion.ts";
import type { FaultKind } from "./nemesis.ts";
import { partitionKind } from "./partition.ts";
import { pauseKind } from "./pause.ts";
import { resetKind } from "./reset.ts";
import { rollingRestartKind } from "./rolling-restart.ts";
import { terminateKind } from "./terminate.ts";
import { upgradeKind } from "./upgrade.ts";

/** All kinds there are, in the order of docs/faults.md. */
export const KINDS: readonly FaultKind[] = [
  partitionKind,
  killKind,
  terminateKind,
  pauseKind,
  rollingRestartKind,
  memberAddKind,
  memberRemoveKind,
  memberReplaceKind,
  upgradeKind,
  cutClientsKind,
  resetKind,
  halfOpenKind,
  mtuBlackHoleKind,
  degradeKind,
  latencyMatrixKind,
  cpuLimitKind,
  memoryExhaustionKind,
  cpuStressKind,
  ioStressKind,
  fdExhaustionKind,
  clockKind,
  ...diskKinds,
  dnsWrongAddressKind,
  dnsUnknownKind,
  dnsSlowKind,
  dnsStaleKind,
];

/** The injector of a kind. Throws `usage` for a kind that does not exist. */
export function faultKind(name: string): FaultKind {
  const found = KINDS.find((kind) => kind.kind === name);
  if (found !== undefined) return found;
  throw new HarnessError("usage", `there is no kind of fault "${name}"`, {
    hint: `There are ${KINDS.map((kind) => kind.kind).join(", ")}.`,
  });
}
