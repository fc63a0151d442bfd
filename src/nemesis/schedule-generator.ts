// A fault schedule as a generator for the nemesis worker: inject and heal, each at its time. Decides nothing.
import { fromMs } from "../core/duration.ts";
import { type Nanos, nanos, NEMESIS } from "../core/ids.ts";
import { any } from "../generator/any.ts";
import type { GenContext, Generator, Next } from "../generator/generator.ts";
import { conditionalStep } from "./conditional-step.ts";
import type { NemesisRequest, ScheduledFault, ScheduleGenerator } from "./nemesis.ts";

/** What to do, and when at the earliest, from the start of the load. */
interface Action {
  readonly after: Nanos;
  readonly request: NemesisRequest;
  /** Of a heal: how long its fault is to have held by then. */
  readonly held: Nanos;
}

interface Progress {
  readonly done: number;
  /** When the load began; null before the first call. */
  readonly origin: Nanos | null;
  /** The fault that the worker is busy with. */
  readonly injecting: number | null;
  /** Per fault: since when it holds. */
  readonly since: ReadonlyMap<number, Nanos>;
}

/**
 * Emits `inject` with a step as value at its `atMs`, and `heal` with its id when it has held for its `forMs`: counted from when it was
 * in place, since waiting for an election or for the engine must not shorten a fault. The order is the schedule's in any case; who is
 * late moves those that follow. Steps with conditions go by themselves, beside that order. Times count from the first call.
 */
export const scheduleGenerator: ScheduleGenerator = (steps) => {
  const timed = steps.filter(({ conditions }) => conditions === undefined);
  const start = { done: 0, origin: null, injecting: null, since: new Map<number, Nanos>() };
  return any<readonly NemesisRequest[]>(
    generatorOf(actionsOf(timed), start),
    ...steps.flatMap((step) => (step.conditions === undefined ? [] : [conditionalStep(step)])),
  );
};

/** At one and the same time, healing comes first. */
function actionsOf(steps: readonly ScheduledFault[]): readonly Action[] {
  const heals = steps.map((step) => ({
    after: fromMs(step.atMs + step.forMs),
    request: { f: "heal" as const, value: step.id },
    held: fromMs(step.forMs),
  }));
  const injections = steps.map((step) => ({
    after: fromMs(step.atMs),
    request: { f: "inject" as const, value: step },
    held: fromMs(0),
  }));
  return [...heals, ...injections].sort((a, b) => a.after - b.after);
}

function generatorOf(actions: readonly Action[], progress: Progress): Generator<NemesisRequest> {
  const generator: Generator<NemesisRequest> = {
    next: (context) => nextAction(actions, settled(progress, context), context),
    update: () => generator,
  };
  return generator;
}

/** The worker is free again: what it was injecting is in place. */
function settled(progress: Progress, { time, free }: GenContext): Progress {
  const { origin, injecting, since } = progress;
  const begun = { ...progress, origin: origin ?? time };
  if (injecting === null || !free.includes(NEMESIS)) return begun;
  return { ...begun, injecting: null, since: new Map([...since, [injecting, time]]) };
}

function nextAction(
  actions: readonly Action[],
  progress: Progress,
  context: GenContext,
): Next<NemesisRequest> {
  const action = actions[progress.done];
  if (action === undefined) return { kind: "done" };
  const at = dueAt(action, progress);
  const isFree = context.free.includes(NEMESIS);
  // Not due yet is pending, not an op of later: only so the origin outlives whatever others do meanwhile.
  if (!isFree || at > context.time) {
    const rest = generatorOf(actions, progress);
    return isFree ? { kind: "pending", until: at, rest } : { kind: "pending", rest };
  }
  const { request } = action;
  const injecting = request.f === "inject" ? request.value.id : null;
  const rest = generatorOf(actions, { ...progress, done: progress.done + 1, injecting });
  return { kind: "op", request, worker: NEMESIS, at, rest };
}

function dueAt({ after, request, held }: Action, { origin, since }: Progress): Nanos {
  const planned = (origin ?? 0) + after;
  const inPlace = request.f === "heal" ? since.get(request.value) : undefined;
  return nanos(inPlace === undefined ? planned : Math.max(planned, inPlace + held));
}
