// What clients do to one register: reads, writes and compare-and-sets in a weighted mix. A pure generator that learns
// from what it is told which value a cas had best expect; it never ends by itself.
import type { Request } from "../core/op.ts";
import type { Random } from "../core/random.ts";
import type { RegisterSpec, RegisterValue } from "../core/specs/register.ts";
import { type Arbitrary, drawn } from "../generator/arbitrary.ts";
import type { GenEvent, Generator } from "../generator/generator.ts";
import type { Mix } from "./mix-option.ts";

export type RegisterWeights = Mix<"read" | "write" | "cas">;

/** How values are chosen; see `RegisterOptions`. */
export type RegisterValues = "distinct" | number | Arbitrary<string | number>;

/** One cas in so many expects some earlier value and not the last one known: failing is an observation, too. */
const STALE_GUESS = 0.2;

type RegisterRequest = Request<RegisterSpec>;

interface Progress {
  /** Values handed out so far. */
  readonly made: number;
  /** What the register held when last heard of; null while nothing is known. */
  readonly known: RegisterValue;
}

/** Operations on one register, without a key and without an end. */
export function registerLoad(
  weights: RegisterWeights,
  values: RegisterValues,
): Generator<RegisterRequest> {
  return loadFrom({ made: 0, known: null });

  function loadFrom(progress: Progress): Generator<RegisterRequest> {
    const self: Generator<RegisterRequest> = {
      next(context) {
        if (context.free.length === 0) return { kind: "pending", rest: self };
        const random = context.random.fork("register");
        const request = draw(weights, values, progress, random);
        const rest =
          request.f === "read" ? self : loadFrom({ ...progress, made: progress.made + 1 });
        const worker = random.fork("worker").pick(context.free);
        return { kind: "op", request, worker, at: context.time, rest };
      },
      update(_context, event) {
        const known = learn(progress.known, event);
        return known === progress.known ? self : loadFrom({ ...progress, known });
      },
    };
    return self;
  }
}

function draw(
  weights: RegisterWeights,
  values: RegisterValues,
  progress: Progress,
  random: Random,
): RegisterRequest {
  const { read = 0, write = 0, cas = 0 } = weights;
  const at = random.fork("f").float() * (read + write + cas);
  if (at < read) return { f: "read", value: null };
  const value = newValue(values, progress, random.fork("value"));
  const isCas = at >= read + write;
  // Before anything was written there is nothing to expect, and systems differ in how they compare with nothing.
  if (!isCas || (progress.made === 0 && write > 0)) return { f: "write", value };
  return { f: "cas", value: [expected(values, progress, random.fork("expected")), value] };
}

function newValue(
  values: RegisterValues,
  { made }: Pick<Progress, "made">,
  random: Random,
): string | number {
  if (values === "distinct") return made + 1;
  return typeof values === "number" ? random.int(0, values - 1) : drawn(values, random);
}

function expected(values: RegisterValues, progress: Progress, random: Random): RegisterValue {
  const { made, known } = progress;
  if (made === 0) return null;
  if (known !== null && !random.chance(STALE_GUESS)) return known;
  return values === "distinct" ? random.int(1, made) : newValue(values, progress, random);
}

/** The value that an event shows the register to hold, or what was known before. */
function learn(known: RegisterValue, { event }: GenEvent): RegisterValue {
  const { type, f, value, error } = event;
  if (type === "fail" && error?.code === "precondition") return valueOr(known, error.seen);
  if (type !== "ok") return known;
  return valueOr(known, f === "cas" && Array.isArray(value) ? value[1] : value);
}

const valueOr = (known: RegisterValue, seen: unknown): RegisterValue =>
  typeof seen === "string" || typeof seen === "number" ? seen : known;
