// Numbers and times as the page writes them.

/** "12.384 s" with as many digits as a window of `width` seconds deserves. */
export function secondsText(seconds: number, width = 60): string {
  const digits = width > 60 ? 1 : width > 5 ? 2 : width > 0.5 ? 3 : 4;
  return `${seconds.toFixed(digits)} s`;
}

/** "300 µs", "5 ms", "12 ms", "1.25 s". */
export function millisText(ms: number): string {
  if (ms < 1) return `${(ms * 1000).toFixed(0)} µs`;
  if (ms < 1000) return `${short(ms, ms < 10 ? 1 : 0)} ms`;
  return `${short(ms / 1000, ms < 10_000 ? 2 : 1)} s`;
}

/** "+1.25 s", "-20 ms", "true". */
export function offsetText(ms: number): string {
  if (ms === 0) return "true";
  return `${ms < 0 ? "-" : "+"}${millisText(Math.abs(ms))}`;
}

/** At most so many decimals, and none that say nothing. */
const short = (value: number, decimals: number): string => String(Number(value.toFixed(decimals)));

const COUNT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 3 });

/** "12,345" */
export const countText = (value: number): string => COUNT.format(value);

/** "1 operation", "2 operations". */
export const plural = (count: number, noun: string): string =>
  `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
