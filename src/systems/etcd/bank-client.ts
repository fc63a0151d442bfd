// A bank on etcd: a key for each account. A transfer reads the balances, and writes two of them if neither changed meanwhile.
import type { Node } from "../../cluster/api.ts";
import type { Handlers } from "../../core/client.ts";
import { fail, ok, preconditionFailed } from "../../core/op.ts";
import type { BankSpec } from "../../core/specs/bank.ts";
import { folderOf, kvOf, type Reads } from "./kv.ts";

const FOLDER = folderOf("bank");

export function bankClient(node: Node, reads: Reads): Handlers<BankSpec> {
  const kv = kvOf(node, reads);
  return {
    async open({ value: balances }, signal) {
      const accounts = Object.entries(balances).map(([name, value]) => ({
        key: `${FOLDER}${name}`,
        value,
      }));
      const absent = accounts.map(({ key }) => ({ key, modRevision: "0" }));
      const opened = await kv.change(absent, accounts, signal);
      return opened.type === "ok" ? ok(balances) : opened;
    },
    async transfer({ value: transfer }, signal) {
      const { from, to, amount } = transfer;
      const found = await kv.list(FOLDER, signal);
      if (found.type !== "ok") return found;
      const [payer, payee] = [from, to].map((name) =>
        found.value.find((item) => item.name === name),
      );
      if (payer === undefined || payee === undefined) return fail("no-account");
      if (payer.value < amount) return preconditionFailed("there is not enough", payer.value);
      const moved = await kv.change(
        [payer, payee].map(({ name, modRevision }) => ({ key: `${FOLDER}${name}`, modRevision })),
        [
          { key: `${FOLDER}${from}`, value: payer.value - amount },
          { key: `${FOLDER}${to}`, value: payee.value + amount },
        ],
        signal,
      );
      if (moved.type !== "ok") return moved;
      return moved.value === null ? fail("conflict", "a balance had changed") : ok(transfer);
    },
    async read(_request, signal) {
      const found = await kv.list(FOLDER, signal);
      if (found.type !== "ok") return found;
      return ok(Object.fromEntries(found.value.map(({ name, value }) => [name, value])));
    },
  };
}
