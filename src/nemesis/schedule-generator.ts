// A fault schedule as a generator for the nemesis worker: inject and heal, each at its time. Decides nothing.
import { fromMs } from "../core/duration.ts";
import { type Nanos, nanos, NEMESIS } from "../core/ids.ts";
import type { Request } from "../core/op.ts";
import type { GenContext, Generator, Next } from "../generator/generator.ts";
import type { NemesisSpec, ScheduledFault, ScheduleGenerator } from "./nemesis.ts";

type NemesisRequest = Request<NemesisSpec>;

interface Action {
  readonly after: Nanos;
  readonly request: NemesisRequest;
}

/**
 * Emits `inject` with a step as value at its `atMs`, and `heal` with its id when its `forMs` are over, in order of
 * time. Times count from the first call.
 */
export const scheduleGenerator: ScheduleGenerator = (steps) =>
  generatorOf(actionsOf(steps), 0, null);

/** At one and the same time, healing comes first. */
function actionsOf(steps: readonly ScheduledFault[]): readonly Action[] {
  const heals = steps.map((step) => ({
    after: fromMs(step.atMs + step.forMs),
    request: { f: "heal" as const, value: step.id },
  }));
  const injections = steps.map((step) => ({
    after: fromMs(step.atMs),
    request: { f: "inject" as const, value: step },
  }));
  return [...heals, ...injections].sort((a, b) => a.after - b.after);
}

function generatorOf(
  actions: readonly Action[],
  done: number,
  origin: Nanos | null,
): Generator<NemesisRequest> {
  const generator: Generator<NemesisRequest> = {
    next: (context) => nextAction(actions, done, origin ?? context.time, context),
    update: () => generator,
  };
  return generator;
}

function nextAction(
  actions: readonly Action[],
  done: number,
  origin: Nanos,
  context: GenContext,
): Next<NemesisRequest> {
  const action = actions[done];
  if (action === undefined) return { kind: "done" };
  const at = nanos(origin + action.after);
  const isFree = context.free.includes(NEMESIS);
  // Not due yet is pending, not an op of later: only so the origin outlives whatever others do meanwhile.
  if (!isFree || at > context.time) {
    const rest = generatorOf(actions, done, origin);
    return isFree ? { kind: "pending", until: at, rest } : { kind: "pending", rest };
  }
  const rest = generatorOf(actions, done + 1, origin);
  return { kind: "op", request: action.request, worker: NEMESIS, at, rest };
}
