// Which operations a workload of that name asks for: what lets the compiler check a system's clients.
import type { LeaderSpec } from "./leader.ts";
import type { LockSpec } from "./lock.ts";
import type { RegisterSpec } from "./register.ts";

/** Workload name → its operations. Declare a member of your own to have your workload's clients checked too. */
export interface WorkloadSpecs {
  readonly leader: LeaderSpec;
  readonly lock: LockSpec;
  readonly register: RegisterSpec;
}
