// The `bank` checker: transfers move money, so every read of all accounts shows the same total, and no balance below zero, as
// jepsen.tests.bank. An object per key.
import type { Json } from "../core/json.ts";
import type { Checker } from "./checker.ts";
import { type Balance, balancesOf } from "./keyed/balances.ts";
import type { Findings } from "./keyed/findings.ts";
import { keyedChecker, type KeyedOptions } from "./keyed/keyed-checker.ts";
import type { ObjectHistory } from "./keyed/object-history.ts";

export interface BankOptions extends KeyedOptions {
  /** What all accounts hold together; when left out, what the first read shows: two totals cannot both be right. */
  readonly total?: number;
  /** Names of the accounts; when left out, any account may appear. */
  readonly accounts?: readonly (string | number)[];
  /** Whether balances may fall below zero. False when left out. */
  readonly negativeBalances?: boolean;
}

/** `read` answers with the balance of every account (layouts: see `balancesOf`); other functions are passed over. */
export const bank = (options: BankOptions = {}): Checker =>
  keyedChecker(
    {
      name: "bank",
      functions: null,
      observations: "reads",
      judge: (object, found) => {
        judge(object, found, options);
      },
    },
    options,
  );

function judge(object: ObjectHistory, found: Findings, options: BankOptions): void {
  const accounts = options.accounts === undefined ? null : new Set(options.accounts.map(String));
  let total = options.total ?? null;
  let [reads, errors] = [0, 0];
  for (const event of object.events) {
    if (object.isCall(event) || object.f(event) !== "read" || !object.isOk(event)) continue;
    reads++;
    const balances = balancesOf(object.value(event));
    if (balances === null) return found.unreadable(event, "a read answered with no balances");
    const problem = problemOf(balances, total, accounts, options.negativeBalances === true);
    if (problem === null) total ??= sumOf(balances);
    else {
      errors++;
      noteError(object, event, problem, found);
    }
  }
  found.observations += reads;
  found.count("reads", reads);
  found.count("errors", errors);
}

interface Problem {
  readonly kind: "unexpected-key" | "nil-balance" | "wrong-total" | "negative-value";
  readonly says: string;
}

/** The first that is wrong, in Jepsen's order. */
function problemOf(
  balances: readonly Balance[],
  total: number | null,
  accounts: ReadonlySet<string> | null,
  mayOwe: boolean,
): Problem | null {
  const stranger = accounts === null ? undefined : balances.find(([name]) => !accounts.has(name));
  if (stranger !== undefined)
    return { kind: "unexpected-key", says: `shows an account ${stranger[0]} that there is not` };
  const missing = balances.find(([, amount]) => amount === null);
  if (missing !== undefined)
    return { kind: "nil-balance", says: `shows no balance of account ${missing[0]}` };
  const sum = sumOf(balances);
  if (total !== null && sum !== total)
    return { kind: "wrong-total", says: `shows ${String(sum)} in all, not ${String(total)}` };
  const owing = mayOwe ? undefined : balances.find(([, amount]) => (amount ?? 0) < 0);
  if (owing === undefined) return null;
  return { kind: "negative-value", says: `shows ${String(owing[1])} on account ${owing[0]}` };
}

const sumOf = (balances: readonly Balance[]): number =>
  balances.reduce((sum, [, amount]) => sum + (amount ?? 0), 0);

function noteError(
  object: ObjectHistory,
  event: number,
  { kind, says }: Problem,
  found: Findings,
): void {
  found.count(kind, 1);
  found.list("wrongReads", () => [kind, object.value(event) as Json]);
  found.anomaly(kind, () => ({
    says: `the read at event ${String(event)} ${says}`,
    ops: [object.otherHalf(event)],
  }));
}
