// The layouts in which systems answer with the balances of all accounts, as one.

/** An account's name and what it holds; null where the answer does not say. */
export type Balance = readonly [account: string, amount: number | null];

/** Names of the members that name an account, in lists of rows. */
const NAMES = ["account", "id", "name"] as const;

/**
 * Reads `{ "a": 5 }`, `[5, 10]` (accounts 0, 1, …), `[["a", 5]]`, and `[{ account: "a", balance: 5 }]` (also `id` or `name`); null
 * for anything else.
 */
export function balancesOf(answer: unknown): readonly Balance[] | null {
  if (typeof answer !== "object" || answer === null) return null;
  const rows: readonly (Balance | null)[] = Array.isArray(answer)
    ? answer.map(rowOf)
    : Object.entries(answer).map(([account, amount]) => balance(account, amount));
  return rows.every((row) => row !== null) ? rows : null;
}

function rowOf(row: unknown, position: number): Balance | null {
  if (Array.isArray(row)) return row.length === 2 ? balance(row[0], row[1]) : null;
  if (typeof row !== "object" || row === null) return balance(position, row);
  const members = row as Readonly<Record<string, unknown>>;
  const name = NAMES.find((candidate) => candidate in members);
  return name === undefined ? null : balance(members[name], members["balance"]);
}

function balance(account: unknown, amount: unknown): Balance | null {
  if (typeof account !== "string" && typeof account !== "number") return null;
  if (amount === null || amount === undefined) return [String(account), null];
  return typeof amount === "number" ? [String(account), amount] : null;
}
