// Pauses that let other calls in between, the same for the same seed: races that come again.
import { seed as seedOf } from "../core/ids.ts";
import { randomOf } from "../core/random.ts";
import { nextTurn } from "../core/real-clock.ts";

/** Turns of the event loop that a pause takes at most. */
const MOST_TURNS = 4;

/** A function that resolves after a few turns of the event loop, how many the seed decides, call by call. */
export function seededPauses(seed: number): () => Promise<void> {
  const random = randomOf(seedOf(seed));
  return async () => {
    for (let turns = random.int(0, MOST_TURNS); turns > 0; turns--) await nextTurn();
  };
}
