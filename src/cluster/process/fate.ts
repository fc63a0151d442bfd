// What the network does to one message: lost, late, doubled, overtaken. Pure; all chance comes from the source passed.
import { unreachable } from "../../core/assert.ts";
import type { Random } from "../../core/random.ts";
import type { LinkShape } from "../api.ts";

/** The network of a system that asks for nothing. */
export const DEFAULT_SHAPE: LinkShape = { latency: { distribution: "constant", ms: 1 } };

const DEFAULT_REORDER_MS = 20;

/** Milliseconds until each copy of a message arrives; none when it is lost. */
export function fateOf(shape: LinkShape, random: Random): readonly number[] {
  if (random.chance(shape.loss ?? 0)) return [];
  const copies = random.chance(shape.duplicate ?? 0) ? 2 : 1;
  return Array.from({ length: copies }, () => delayMs(shape, random));
}

function delayMs(shape: LinkShape, random: Random): number {
  const late = random.chance(shape.reorder ?? 0)
    ? random.float() * (shape.reorderMs ?? DEFAULT_REORDER_MS)
    : 0;
  return latencyMs(shape, random) + late;
}

function latencyMs({ latency }: LinkShape, random: Random): number {
  switch (latency.distribution) {
    case "constant":
      return latency.ms;
    case "uniform":
      return latency.ms[0] + random.float() * (latency.ms[1] - latency.ms[0]);
    case "exponential":
      return -Math.log(1 - random.float()) * latency.meanMs;
    default:
      return unreachable(latency);
  }
}
