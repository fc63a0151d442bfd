// A fault schedule as a generator for the nemesis workers: inject and heal, each at its time. Decides nothing.
import { fromMs } from "../core/duration.ts";
import { type Nanos, nanos, type WorkerId } from "../core/ids.ts";
import { any } from "../generator/any.ts";
import type { GenContext, Generator, Next } from "../generator/generator.ts";
import { conditionalStep } from "./conditional-step.ts";
import { faultKind } from "./kinds.ts";
import type { NemesisRequest, ScheduledFault, ScheduleGenerator } from "./nemesis.ts";

/** What to do, and when at the earliest, from the start of the load. */
interface Action {
  readonly after: Nanos;
  readonly request: NemesisRequest;
  readonly step: ScheduledFault;
}

interface Progress {
  /** Not begun yet, in the schedule's order. */
  readonly left: readonly Action[];
  /** When the load began; null before the first call. */
  readonly origin: Nanos | null;
  /** What each busy worker does, and whether its invocation was told already: its next event is the completion. */
  readonly busy: ReadonlyMap<WorkerId, { readonly action: Action; readonly told: boolean }>;
  /** Per fault: since when it holds. */
  readonly since: ReadonlyMap<number, Nanos>;
}

/**
 * Emits `inject` with a step as value at its `atMs`, and `heal` with its id when it has held for its `forMs`: counted from when it was
 * in place, since waiting for an election or for the engine must not shorten a fault. What takes long keeps nobody else waiting, but
 * for what the schedule rests on: faults begin in its order, each after the heals before it have begun, so that never more hold at
 * once; and a fault that needs the cluster whole waits until everything before it is over. Whoever is late moves those that
 * follow. Steps with conditions go by themselves, beside that order. Times count from the first call.
 */
export const scheduleGenerator: ScheduleGenerator = (steps) => {
  const timed = steps.filter(({ conditions }) => conditions === undefined);
  return any<readonly NemesisRequest[]>(
    generatorOf({ left: actionsOf(timed), origin: null, busy: new Map(), since: new Map() }),
    ...steps.flatMap((step) => (step.conditions === undefined ? [] : [conditionalStep(step)])),
  );
};

/** At one and the same time, healing comes first. */
function actionsOf(steps: readonly ScheduledFault[]): readonly Action[] {
  const heals = steps.map((step) => ({
    after: fromMs(step.atMs + step.forMs),
    request: { f: "heal" as const, value: step.id },
    step,
  }));
  const injections = steps.map((step) => ({
    after: fromMs(step.atMs),
    request: { f: "inject" as const, value: step },
    step,
  }));
  return [...heals, ...injections].sort((a, b) => a.after - b.after);
}

function generatorOf(progress: Progress): Generator<NemesisRequest> {
  const generator: Generator<NemesisRequest> = {
    next: (context) => nextAction(progress, context),
    update(context, { worker }) {
      const after = heard(progress, worker, context.time);
      return after === progress ? generator : generatorOf(after);
    },
  };
  return generator;
}

/** Every worker tells twice: when its command begins, and when it is done. */
function heard(progress: Progress, worker: WorkerId, time: Nanos): Progress {
  const { busy, since } = progress;
  const doing = busy.get(worker);
  if (doing === undefined) return progress;
  const others = [...busy].filter(([other]) => other !== worker);
  const { action } = doing;
  if (!doing.told)
    return { ...progress, busy: new Map([...others, [worker, { action, told: true }]]) };
  const inPlace =
    action.request.f === "inject" ? new Map([...since, [action.step.id, time]]) : since;
  return { ...progress, busy: new Map(others), since: inPlace };
}

function nextAction(before: Progress, context: GenContext): Next<NemesisRequest> {
  const progress = { ...before, origin: before.origin ?? context.time };
  if (progress.left.length === 0 && progress.busy.size === 0) return { kind: "done" };
  const rest = generatorOf(progress);
  const [worker] = context.free;
  const ready = worker === undefined ? [] : readyOf(progress);
  const [first] = ready
    .map((action) => ({ action, at: dueAt(action, progress) }))
    .sort((a, b) => a.at - b.at);
  if (worker === undefined || first === undefined) return { kind: "pending", rest };
  const { action, at } = first;
  // Not due yet is pending, not an op of later: only so the origin outlives whatever others do meanwhile.
  if (at > context.time) return { kind: "pending", until: at, rest };
  const left = progress.left.filter((other) => other !== action);
  const busy = new Map([...progress.busy, [worker, { action, told: false }]]);
  const begun = generatorOf({ ...progress, left, busy });
  return { kind: "op", request: action.request, worker, at, rest: begun };
}

/** All heals of faults in place, and the next injection unless something has to be healed before. */
function readyOf({ left, busy, since }: Progress): readonly Action[] {
  const heals = left.filter(({ request, step }) => request.f === "heal" && since.has(step.id));
  const [first] = left;
  const isNext =
    first?.request.f === "inject" &&
    (faultKind(first.step.kind).alone === undefined || busy.size === 0);
  return isNext ? [...heals, first] : heals;
}

function dueAt({ after, request, step }: Action, { origin, since }: Progress): Nanos {
  const planned = (origin ?? 0) + after;
  const inPlace = request.f === "heal" ? since.get(step.id) : undefined;
  return nanos(inPlace === undefined ? planned : Math.max(planned, inPlace + fromMs(step.forMs)));
}
