// The chances of a degraded link: how late a message is, and whether it is lost alone or in a burst. Pure but for the
// burst that a link is in. The same models as netem's and as the docker back end's.
import { unreachable } from "../../core/assert.ts";
import type { LinkQuality } from "../../core/damage.ts";
import type { Random } from "../../core/random.ts";

/** Shape of the Pareto distribution, and what makes its mean 0 and its standard deviation 1: netem's own. */
const PARETO_SHAPE = 3;
const PARETO_MEAN = PARETO_SHAPE / (PARETO_SHAPE - 1);
const PARETO_DEVIATION = Math.sqrt(PARETO_SHAPE / (PARETO_SHAPE - 2)) / (PARETO_SHAPE - 1);

/** Milliseconds, never less than none. */
export function delayOf(quality: LinkQuality, random: Random): number {
  const { delayMs = 0, jitterMs = 0, distribution = "uniform" } = quality;
  if (jitterMs === 0) return delayMs;
  return Math.max(0, delayMs + jitterMs * deviate(distribution, random));
}

/** A number around 0: up to 1 either way for uniform, of standard deviation 1 for the others. */
function deviate(distribution: NonNullable<LinkQuality["distribution"]>, random: Random): number {
  switch (distribution) {
    case "uniform":
      return 2 * random.float() - 1;
    case "normal":
      // Box and Muller's transform.
      return Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float());
    case "pareto":
      return ((1 - random.float()) ** (-1 / PARETO_SHAPE) - PARETO_MEAN) / PARETO_DEVIATION;
    default:
      return unreachable(distribution);
  }
}

/**
 * Whether the next message is lost. With bursts, Gilbert's model: a good and a bad state, all lost in the bad one, which
 * is left with probability 1/burst and entered so often that the share of lost messages is `loss`.
 */
export function isLost(
  { loss = 0, lossBurst = 1 }: LinkQuality,
  state: { bad: boolean },
  random: Random,
): boolean {
  if (lossBurst <= 1 || loss >= 1) return random.chance(loss);
  const wasBad = state.bad;
  const leaves = 1 / lossBurst;
  const enters = (loss * leaves) / (1 - loss);
  if (random.chance(wasBad ? leaves : enters)) state.bad = !wasBad;
  return wasBad;
}
