// Several generators at once on the same workers: whoever is due goes next.
import type { Nanos } from "../core/ids.ts";
import type { AnyRequest } from "../core/op.ts";
import type { GenContext, Generator, GeneratorsOf, Next } from "./generator.ts";
import { DONE, NOTHING, pending, sooner } from "./wrap.ts";

type Op<R extends AnyRequest> = Extract<Next<R>, { kind: "op" }>;

/** The soonest operation of all `generators`, ties drawn at random. All hear all updates. Done when all are done. */
export function any<Rs extends readonly AnyRequest[]>(
  ...generators: GeneratorsOf<Rs>
): Generator<Rs[number]> {
  return anyOf(generators, "last");
}

/** As `any`, but done as soon as one of them is: a load just as long as the script of faults beside it. */
export function shortestAny<Rs extends readonly AnyRequest[]>(
  ...generators: GeneratorsOf<Rs>
): Generator<Rs[number]> {
  return anyOf(generators, "first");
}

/** Which of the generators ends them all by being done. */
type EndsWith = "first" | "last";

function anyOf<R extends AnyRequest>(
  generators: readonly Generator<R>[],
  endsWith: EndsWith,
): Generator<R> {
  if (generators.length === 0) return NOTHING;
  const self: Generator<R> = {
    next: (context) => soonestOf(generators, endsWith, context),
    update(context, event) {
      const after = generators.map((generator) => generator.update(context, event));
      return after.every((one, i) => one === generators[i]) ? self : anyOf(after, endsWith);
    },
  };
  return self;
}

function soonestOf<R extends AnyRequest>(
  generators: readonly Generator<R>[],
  endsWith: EndsWith,
  context: GenContext,
): Next<R> {
  // What is kept of those that do not go: a pending one's rest (its clock may run), an unused op's generator.
  const kept: Generator<R>[] = [];
  const due: { readonly op: Op<R>; readonly place: number }[] = [];
  let until: Nanos | undefined;
  for (const generator of generators) {
    const next = generator.next(context);
    if (next.kind === "done" && endsWith === "first") return DONE;
    if (next.kind === "done") continue;
    const place = kept.push(next.kind === "pending" ? next.rest : generator) - 1;
    if (next.kind === "pending") until = sooner(until, next.until);
    else if (next.at > context.time) until = sooner(until, next.at);
    else due.push({ op: next, place });
  }
  if (kept.length === 0) return DONE;
  const first = soonest(due, context);
  if (first === null) return pending(anyOf(kept, endsWith), until);
  return { ...first.op, rest: anyOf(kept.with(first.place, first.op.rest), endsWith) };
}

function soonest<R extends AnyRequest, T extends { readonly op: Op<R> }>(
  due: readonly T[],
  context: GenContext,
): T | null {
  if (due.length === 0) return null;
  const at = Math.min(...due.map((one) => one.op.at));
  const ties = due.filter((one) => one.op.at === at);
  return ties.length === 1 ? (ties[0] ?? null) : context.random.fork("any").pick(ties);
}
