// The bank workload: money moves between accounts, and every read of all accounts shows the same total.
import { HarnessError } from "../core/errors.ts";
import type { BankSpec, Transfer } from "../core/specs/bank.ts";
import type { RequestOf } from "../core/op.ts";
import type { Random } from "../core/random.ts";
import { emit, fromFunction } from "../generator/emit.ts";
import { weightedMix } from "../generator/mix.ts";
import { phases } from "../generator/phases.ts";
import { repeat } from "../generator/repeat.ts";
import { untilOk } from "../generator/until-ok.ts";
import { requireCounts } from "./count-options.ts";
import { readsByAll } from "./final-reads.ts";
import { type Mix, operationsOf } from "./mix-option.ts";
import type { Workload } from "./workload.ts";

export interface BankWorkloadOptions {
  /** Number of accounts, from 2; default 8. Their names are "a0", "a1", … */
  readonly accounts?: number;
  /** What each holds at first; default 10. */
  readonly balance?: number;
  /** Transfers move a whole amount from 1 to this; default 5. */
  readonly most?: number;
  /** How often each operation is asked for, relative to the other; default: as often. */
  readonly mix?: Mix<"transfer" | "read">;
}

/** The accounts are opened first; nothing else happens before one worker has seen them opened. */
export function bank(options: BankWorkloadOptions = {}): Workload<"bank", BankSpec> {
  const { accounts = 8, balance = 10, most = 5, mix = { transfer: 1, read: 1 } } = options;
  requireCounts("bank", { accounts, balance, most });
  operationsOf("bank", ["read", "transfer"], mix);
  if (accounts < 2)
    throw new HarnessError("usage", "bank: money moves between 2 accounts at least");
  const names = Array.from({ length: accounts }, (_, n) => `a${String(n)}`);
  const balances = Object.fromEntries(names.map((name) => [name, balance]));
  const transfers = fromFunction(({ random }): RequestOf<BankSpec, "transfer"> => ({
    f: "transfer",
    value: transferOf(names, most, random),
  }));
  return {
    name: "bank",
    options: { accounts, balance, most, mix: { ...mix } },
    operations: ["open", "transfer", "read"],
    generator: () =>
      phases(
        untilOk(repeat(emit({ f: "open", value: balances }))),
        weightedMix([
          [mix.transfer ?? 0, transfers],
          [mix.read ?? 0, repeat(emit({ f: "read", value: null }))],
        ]),
      ),
    final: readsByAll,
    checkers: [{ checker: "bank", options: { total: accounts * balance, accounts: names } }],
  };
}

function transferOf(names: readonly string[], most: number, random: Random): Transfer {
  const from = random.fork("from").pick(names);
  const to = random.fork("to").pick(names.filter((name) => name !== from));
  return { from, to, amount: random.fork("amount").int(1, most) };
}
