// A partition that a scenario writes out itself: by groups, by who drops whom, or by who still hears whom. Pure.
import { HarnessError } from "../core/errors.ts";
import type { NodeId } from "../core/ids.ts";

/** One of three ways to write it; nodes that are not named hear everybody, or with `hears` nobody. */
export type ExplicitGrudge =
  /** No group hears another (Jepsen's complete-grudge). */
  | { readonly groups: readonly (readonly string[])[] }
  /** Node → nodes it no longer hears (Jepsen's grudge). */
  | { readonly drops: Readonly<Record<string, readonly string[]>> }
  /** Node → nodes it still hears (Jepsen's invert-grudge). */
  | { readonly hears: Readonly<Record<string, readonly string[]>> };

/** Node → nodes it still hears, for every node. Throws `usage` for strangers, and where nothing is cut. */
export function explicitHears(
  grudge: ExplicitGrudge,
  nodes: readonly NodeId[],
): Readonly<Record<string, readonly string[]>> {
  const hears = hearsOf(grudge, nodes);
  const views = nodes.map((to) => {
    const heard = nodes.filter((from) => from !== to && hears(to, from));
    return [to, heard] as const;
  });
  if (views.every(([, heard]) => heard.length === nodes.length - 1)) {
    throw new HarnessError("usage", "a partition as written cuts nothing", {
      hint: "Name who no longer hears whom: groups, drops or hears.",
    });
  }
  return Object.fromEntries(views);
}

function hearsOf(
  grudge: ExplicitGrudge,
  nodes: readonly NodeId[],
): (to: string, from: string) => boolean {
  if ("groups" in grudge) {
    checkNames(grudge.groups.flat(), nodes);
    const groupOf = (node: string): number => grudge.groups.findIndex((g) => g.includes(node));
    return (to, from) => groupOf(to) < 0 || groupOf(from) < 0 || groupOf(to) === groupOf(from);
  }
  const lists = "drops" in grudge ? grudge.drops : grudge.hears;
  checkNames([...Object.keys(lists), ...Object.values(lists).flat()], nodes);
  return "drops" in grudge
    ? (to, from) => lists[to]?.includes(from) !== true
    : (to, from) => lists[to]?.includes(from) === true;
}

function checkNames(names: readonly string[], nodes: readonly NodeId[]): void {
  const stranger = names.find((name) => !nodes.some((node) => node === name));
  if (stranger === undefined) return;
  throw new HarnessError("usage", `a partition names "${stranger}", which is no node`, {
    hint: `The nodes are ${nodes.join(", ")}.`,
  });
}
