// Durations as people write and read them.
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, fromMs, parseDuration, toMs, toSeconds } from "../../src/core/duration.ts";

test.each([
  ["250us", 0.25],
  ["250ms", 250],
  ["1.5s", 1500],
  ["2m", 120_000],
  ["1h", 3_600_000],
  [" 5s ", 5000],
  ["0s", 0],
])("%s is %d ms", (text, ms) => {
  expect(toMs(parseDuration(text))).toBe(ms);
});

test.each([
  "",
  "5",
  "s",
  "5 s",
  "-5s",
  "5d",
  "5S",
  ".5s",
  "5.s",
  "1e3s",
  "5s5",
  "Infinitys",
  "NaNs",
])("%j is refused with what to write instead", (text) => {
  expect(() => parseDuration(text)).toThrow(
    expect.objectContaining({ code: "usage", hint: expect.stringContaining('"250ms"') as string }),
  );
});

test("every whole number of every unit is read as that many units", () => {
  const units = { us: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  fc.assert(
    fc.property(
      fc.nat(1e6),
      fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[])),
      (n, unit) => {
        expect(toMs(parseDuration(`${String(n)}${unit}`))).toBeCloseTo(n * units[unit], 6);
      },
    ),
  );
});

test("milliseconds and seconds are the same duration", () => {
  expect(toMs(fromMs(1234))).toBe(1234);
  expect(toSeconds(fromMs(1234))).toBe(1.234);
});

test.each([
  [0, "0 s"],
  [0.25, "250 µs"],
  [0.9999, "1.0 ms"],
  [1.5, "1.5 ms"],
  [9.99, "10 ms"],
  [42, "42 ms"],
  [999.6, "1.00 s"],
  [1500, "1.50 s"],
  [12_800, "12.8 s"],
  [119_990, "2 min 0 s"],
  [125_000, "2 min 5 s"],
  [179_900, "3 min 0 s"],
  [3_600_000, "60 min 0 s"],
])("%d ms reads %s", (ms, text) => {
  expect(formatDuration(fromMs(ms))).toBe(text);
});
