// Which operations a workload of that name asks for: what lets the compiler check a system's clients.
import type { BankSpec } from "./bank.ts";
import type { CounterSpec } from "./counter.ts";
import type { LeaderSpec } from "./leader.ts";
import type { LockSpec } from "./lock.ts";
import type { QueueSpec } from "./queue.ts";
import type { RegisterSpec } from "./register.ts";
import type { SetSpec } from "./set.ts";
import type { ListAppendSpec, RwRegisterSpec } from "./transactions.ts";
import type { UniqueIdsSpec } from "./unique-ids.ts";
import type { WatchSpec } from "./watch.ts";

/** Workload name → its operations. Declare a member of your own to have your workload's clients checked too. */
export interface WorkloadSpecs {
  readonly bank: BankSpec;
  readonly counter: CounterSpec;
  readonly leader: LeaderSpec;
  readonly "list-append": ListAppendSpec;
  readonly lock: LockSpec;
  readonly queue: QueueSpec;
  readonly register: RegisterSpec;
  readonly "rw-register": RwRegisterSpec;
  readonly set: SetSpec;
  readonly "unique-ids": UniqueIdsSpec;
  readonly watch: WatchSpec;
}
