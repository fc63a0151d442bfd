// Numbers and times as the page writes them.

/** "12.384 s" with as many digits as a window of `width` seconds deserves. */
export function secondsText(seconds: number, width = 60): string {
  const digits = width > 60 ? 1 : width > 5 ? 2 : width > 0.5 ? 3 : 4;
  return `${seconds.toFixed(digits)} s`;
}

/** "0.3 ms", "12 ms", "1.20 s". */
export function millisText(ms: number): string {
  if (ms < 1) return `${(ms * 1000).toFixed(0)} µs`;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

const COUNT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 3 });

/** "12,345" */
export const countText = (value: number): string => COUNT.format(value);

/** "1 operation", "2 operations". */
export const plural = (count: number, noun: string): string =>
  `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
