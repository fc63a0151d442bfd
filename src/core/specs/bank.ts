// The operations of a bank, shared by systems that offer one and workloads that use one.

/** Balances by account. */
export type Balances = Readonly<Record<string, number>>;

/** Money on its way; accounts differ, the amount is above 0. */
export interface Transfer {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

/**
 * One bank. `open` makes those accounts where there are none yet, and is `ok` as well where there are. `transfer` moves money
 * in one transaction, or fails: without enough on the account with code `precondition`. `read` answers with all accounts.
 */
export type BankSpec = {
  readonly open: { readonly input: Balances; readonly output: Balances };
  readonly transfer: { readonly input: Transfer; readonly output: Transfer };
  readonly read: { readonly input: null; readonly output: Balances };
};
