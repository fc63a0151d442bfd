// Random choices between generators, op by op.
import { elementAt } from "../core/assert.ts";
import type { AnyRequest } from "../core/op.ts";
import type { Random } from "../core/random.ts";
import { withStream } from "./context.ts";
import type { Generator, GeneratorsOf } from "./generator.ts";
import { DONE, NOTHING, wrapRest } from "./wrap.ts";

interface Choice<R extends AnyRequest> {
  readonly weight: number;
  readonly generator: Generator<R>;
}

/**
 * Each op from one of `generators`, chosen uniformly at random; one that is done is not chosen again, and all done is
 * done. A chosen generator that is pending is waited for. Updates are ignored, as in Jepsen.
 */
export function mix<Rs extends readonly AnyRequest[]>(
  ...generators: GeneratorsOf<Rs>
): Generator<Rs[number]> {
  return mixOf(generators.map((generator) => ({ weight: 1, generator })));
}

/** As `mix`, chosen in proportion to the weights (at least 0). */
export function weightedMix<Rs extends readonly AnyRequest[]>(choices: {
  readonly [I in keyof Rs]: readonly [weight: number, generator: Generator<Rs[I]>];
}): Generator<Rs[number]> {
  return mixOf(
    choices.flatMap(([weight, generator]) => (weight > 0 ? [{ weight, generator }] : [])),
  );
}

function mixOf<R extends AnyRequest>(choices: readonly Choice<R>[]): Generator<R> {
  if (choices.length === 0) return NOTHING;
  const self: Generator<R> = {
    next(context) {
      const inner = withStream(context, "mix");
      let left = choices;
      while (left.length > 0) {
        const chosen = draw(left, inner.random);
        const { weight, generator } = elementAt(left, chosen);
        const next = generator.next(inner);
        const among = left;
        if (next.kind !== "done") {
          return wrapRest(next, (rest) => mixOf(among.with(chosen, { weight, generator: rest })));
        }
        left = left.toSpliced(chosen, 1);
      }
      return DONE;
    },
    update: () => self,
  };
  return self;
}

function draw(choices: readonly Choice<AnyRequest>[], random: Random): number {
  let total = 0;
  for (const choice of choices) total += choice.weight;
  let point = random.float() * total;
  for (let i = 0; i < choices.length - 1; i++) {
    point -= elementAt(choices, i).weight;
    if (point < 0) return i;
  }
  return choices.length - 1;
}
