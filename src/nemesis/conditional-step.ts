// One step of a schedule that goes by events: it waits for its moment, holds until another, and minds no other step.
import { fromMs } from "../core/duration.ts";
import { type Nanos, nanos, type WorkerId } from "../core/ids.ts";
import type { Condition, StepConditions } from "../core/plan.ts";
import type { GenContext, Generator, Next, RunFacts } from "../generator/generator.ts";
import type { NemesisRequest, ScheduledFault } from "./nemesis.ts";

/** How often a step that waits looks again: an election is answered within a few of these. */
const LOOK_EVERY = fromMs(10);

type Phase =
  | { readonly name: "ahead" }
  /** Its time has come, its moment not yet; `facts` as they were then. */
  | { readonly name: "awaiting"; readonly facts: RunFacts }
  /** `told`: the worker's invocation was heard, so its next event is the completion. */
  | { readonly name: "injecting"; readonly worker: WorkerId; readonly told: boolean }
  | { readonly name: "holding"; readonly since: Nanos; readonly facts: RunFacts }
  | { readonly name: "over" };

interface Progress {
  /** When the load began; null before the first call. */
  readonly origin: Nanos | null;
  readonly phase: Phase;
}

/** Emits `inject` and `heal` for a step with conditions; done when it is healed or can no longer begin. */
export function conditionalStep(
  step: ScheduledFault & { readonly conditions?: StepConditions },
): Generator<NemesisRequest> {
  return generatorOf(step, { origin: null, phase: { name: "ahead" } });
}

function generatorOf(step: ScheduledFault, progress: Progress): Generator<NemesisRequest> {
  const generator: Generator<NemesisRequest> = {
    next: (context) => nextOf(step, progress, context),
    update(context, { worker }) {
      const phase = heard(progress.phase, worker, context);
      return phase === progress.phase ? generator : generatorOf(step, { ...progress, phase });
    },
  };
  return generator;
}

function heard(phase: Phase, worker: WorkerId, { time, facts }: GenContext): Phase {
  if (phase.name !== "injecting" || phase.worker !== worker) return phase;
  return phase.told ? { name: "holding", since: time, facts } : { ...phase, told: true };
}

function nextOf(step: ScheduledFault, before: Progress, context: GenContext): Next<NemesisRequest> {
  const origin = before.origin ?? context.time;
  const phase = advanced(step, before.phase, origin, context);
  if (phase.name === "over") return { kind: "done" };
  const rest = generatorOf(step, { origin, phase });
  const { time, free } = context;
  const [worker] = free;
  if (worker === undefined || phase.name === "injecting") return { kind: "pending", rest };
  if (phase.name === "ahead") return { kind: "pending", until: since(origin, step.atMs), rest };
  if (phase.name === "awaiting" && isMet(step.conditions?.when, phase.facts, context.facts)) {
    const injecting = generatorOf(step, {
      origin,
      phase: { name: "injecting", worker, told: false },
    });
    const request = { f: "inject", value: step } as const;
    return { kind: "op", request, worker, at: time, rest: injecting };
  }
  if (phase.name === "holding" && isEnough(step, phase, origin, context)) {
    const over = generatorOf(step, { origin, phase: { name: "over" } });
    const request = { f: "heal", value: step.id } as const;
    return { kind: "op", request, worker, at: time, rest: over };
  }
  return { kind: "pending", until: nanos(time + LOOK_EVERY), rest };
}

/** The phase as of now: what only time or the free worker decides. */
function advanced(step: ScheduledFault, phase: Phase, origin: Nanos, context: GenContext): Phase {
  const { time, facts } = context;
  const isLate = time >= since(origin, step.conditions?.endMs ?? Infinity);
  switch (phase.name) {
    case "ahead":
      if (time < since(origin, step.atMs)) return phase;
      return isLate ? { name: "over" } : { name: "awaiting", facts };
    case "awaiting":
      return isLate ? { name: "over" } : phase;
    case "injecting":
    case "holding":
    case "over":
      return phase;
  }
}

function isEnough(
  { forMs, conditions }: ScheduledFault,
  { since: from, facts }: Extract<Phase, { readonly name: "holding" }>,
  origin: Nanos,
  context: GenContext,
): boolean {
  if (context.time >= since(from, forMs)) return true;
  if (context.time >= since(origin, conditions?.endMs ?? Infinity)) return true;
  return conditions?.until !== undefined && isMet(conditions.until, facts, context.facts);
}

/** Where nobody watches elections, one has always just happened: so plans are simulated. */
function isMet(condition: Condition | undefined, from: RunFacts, now: RunFacts): boolean {
  if (condition === undefined) return true;
  if (condition === "leader-elected")
    return now.elections === null || now.elections > (from.elections ?? 0);
  return now.okOps - from.okOps >= condition.okOps;
}

const since = (start: Nanos, ms: number): Nanos => nanos(start + ms * 1e6);
