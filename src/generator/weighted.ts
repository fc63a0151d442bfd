// A choice between things that are wanted more or less often.
import { assert, elementAt } from "../core/assert.ts";
import type { Random } from "../core/random.ts";

/** Draws an item in proportion to its weight (at least 0, one of them above). Pure: the draw is the source's. */
export function weighted<T>(
  choices: readonly (readonly [weight: number, item: T])[],
): (random: Random) => T {
  const able = choices.filter(([weight]) => weight > 0);
  assert(able.length > 0, "a weighted choice has a weight above 0");
  const total = able.reduce((sum, [weight]) => sum + weight, 0);
  return (random) => {
    let point = random.float() * total;
    for (const [weight, item] of able) {
      point -= weight;
      if (point < 0) return item;
    }
    return elementAt(able, able.length - 1)[1];
  };
}
