// Latencies of many elements, and their quantiles as numbers of a verdict.
import type { Findings } from "./findings.ts";

const QUANTILES: readonly (readonly [number, string])[] = [
  [0.5, "P50"],
  [0.95, "P95"],
  [0.99, "P99"],
  [1, "Max"],
];

export class LatencyList {
  readonly #ms: number[] = [];

  add(ms: number): void {
    this.#ms.push(ms);
  }

  /** Notes `<name>P50Ms`, … `<name>MaxMs`; nothing where there are none. Over several keys: the worst key's. */
  note(name: string, found: Findings): void {
    if (this.#ms.length === 0) return;
    const sorted = Float64Array.from(this.#ms).sort();
    for (const [quantile, label] of QUANTILES) {
      const at = Math.min(sorted.length - 1, Math.floor(sorted.length * quantile));
      found.atLeast(`${name}${label}Ms`, sorted[at] as number);
    }
  }
}
