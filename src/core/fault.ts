// Faults as data, and what a fault leaves in the record: its window and the evidence that it bit and healed.
import type { NodeId, Nanos } from "./ids.ts";
import type { Json } from "./json.ts";

/** Whom a fault hits. Names are resolved when it is injected: "leader" is the leader of that moment. */
export type TargetSpec =
  | "one"
  | "minority"
  | "minority-third"
  | "majority"
  | "all"
  | "random"
  | "leader"
  | "not-leader"
  | { readonly nodes: readonly string[] }
  | { readonly datacenter: string }
  | { readonly rack: string };

/** What to break, as JSON. `kind` names the fault's file in `src/nemesis`; parameters are that fault's own. */
export interface Fault {
  readonly kind: string;
  readonly targets: TargetSpec;
  readonly parameters: Readonly<Record<string, Json>>;
}

/** Proof from the kernel, the engine or the subject: packets dropped, pid gone, State. */
export type Evidence =
  { readonly seen: true; readonly detail: string } | { readonly seen: false; readonly why: string };

/** A fault that holds. Disposing heals; healing twice is fine; healing a dead node is fine. */
export interface ActiveFault extends AsyncDisposable {
  readonly name: string;
  readonly targets: readonly NodeId[];
  /** The command that undoes it by hand, should healing fail for good; absent where `faultline clean` is all there is. */
  readonly byHand?: string | undefined;
  /** That it bit; asked just before healing, so that counters had time to grow. */
  evidence(): Promise<Evidence>;
  /** That it is gone; asked after healing. */
  healed(): Promise<Evidence>;
}

/** One fault of a run, from injection to healing. */
export interface FaultWindow {
  /** Position in the run, from 0. */
  readonly id: number;
  readonly kind: string;
  /** For people: "partition majorities-ring", "kill leader". */
  readonly name: string;
  readonly targets: readonly NodeId[];
  /** From when on its nodes may well die of it, and say so: when its command began. Absent where they may not. */
  readonly fatalFrom?: Nanos;
  /** When the command returned that put it in place. */
  readonly start: Nanos;
  /** When it was healed; null when the run ended before. */
  readonly end: Nanos | null;
  readonly evidence: Evidence;
  /** Null while it holds. */
  readonly healed: Evidence | null;
}
