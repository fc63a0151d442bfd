// The rim as data: the only files where real time, chance, the process and the console come in, each with its reason.
import ts from "typescript";
import type { Finding } from "./finding.ts";
import { freeUsesOf } from "./free-names.ts";
import { importsOf } from "./imports.ts";
import { lineOf, type Unit } from "./tree.ts";

/** What is banned outside the rim. */
export type Effect = "wall-clock" | "chance" | "timers" | "process" | "console";

/** A file, or a folder with a trailing slash, that may use `effects`, and why. */
export interface RimEntry {
  readonly place: string;
  readonly effects: readonly Effect[];
  readonly reason: string;
}

export const RIM: readonly RimEntry[] = [
  {
    place: "src/core/real-clock.ts",
    effects: ["wall-clock", "timers", "process"],
    reason: "where real time enters: monotonic clock, timers, stamps",
  },
];

const INSTEAD: Readonly<Record<Effect, string>> = {
  "wall-clock": "take a Clock (core/clock.ts), or utcNow() of core/real-clock.ts for a stamp",
  chance: "take a Random (core/random.ts)",
  timers: "use sleepMs, waitFor or a Clock",
  process: "take what you need as a parameter",
  console: "emit an event or return the text",
};

const TIMERS = ["setTimeout", "setInterval", "setImmediate", "queueMicrotask"];
const NAMES = new Set([
  "Date",
  "Math",
  "performance",
  "process",
  "console",
  "globalThis",
  ...TIMERS,
]);
const MODULES: Readonly<Record<string, Effect>> = {
  "node:timers": "timers",
  "node:timers/promises": "timers",
  "node:process": "process",
  "node:console": "console",
  "node:perf_hooks": "wall-clock",
};

interface Use {
  readonly effect: Effect;
  readonly line: number;
  readonly spelling: string;
}

/** Which effect a free identifier stands for; null for the harmless uses (`new Date(ms)`, `Math.max`). */
function effectOf(node: ts.Identifier): Effect | null {
  const { parent } = node;
  const member =
    ts.isPropertyAccessExpression(parent) && parent.expression === node ? parent.name.text : null;
  switch (node.text) {
    case "process":
      return "process";
    case "console":
      return "console";
    case "performance":
      return "wall-clock";
    case "Math":
      return member === "random" ? "chance" : null;
    case "Date":
      return member === "now" || isBareDate(parent) ? "wall-clock" : null;
    case "globalThis":
      return member !== null && TIMERS.includes(member) ? "timers" : null;
    default:
      return "timers";
  }
}

const isBareDate = (node: ts.Node): boolean =>
  ts.isCallExpression(node) ||
  (ts.isNewExpression(node) && (node.arguments === undefined || node.arguments.length === 0));

function usesOf(unit: Unit): readonly Use[] {
  const uses: Use[] = [];
  for (const node of freeUsesOf(unit, NAMES)) {
    const effect = effectOf(node);
    if (effect !== null)
      uses.push({ effect, line: lineOf(unit, node), spelling: node.parent.getText().slice(0, 40) });
  }
  for (const { specifier, line, typeOnly } of importsOf(unit)) {
    const effect = MODULES[specifier];
    if (effect !== undefined && !typeOnly) uses.push({ effect, line, spelling: specifier });
  }
  return uses;
}

const covers = (entry: RimEntry, path: string): boolean =>
  entry.place.endsWith("/") ? path.startsWith(entry.place) : path === entry.place;

/** Effects outside the rim, and entries of the rim that nothing needs any more. */
export function rimFindings(
  units: readonly Unit[],
  rim: readonly RimEntry[] = RIM,
): readonly Finding[] {
  const needed = new Set<string>();
  const outside = units
    .filter(({ path }) => /^(src|scenarios)\//.test(path))
    .flatMap((unit) =>
      usesOf(unit).flatMap((use) => {
        const entry = rim.find((e) => covers(e, unit.path) && e.effects.includes(use.effect));
        if (entry !== undefined) needed.add(`${entry.place} ${use.effect}`);
        return entry === undefined ? [outsideFinding(unit, use)] : [];
      }),
    );
  return [...outside, ...rim.flatMap((entry) => staleFindings(entry, needed))];
}

const outsideFinding = (unit: Unit, { effect, line, spelling }: Use): Finding => ({
  file: unit.path,
  line,
  what: `\`${spelling}\` outside the rim`,
  todo: `Instead, ${INSTEAD[effect]}. If this file's job is that very effect, list it with its reason in test/tidy/rim.ts`,
});

const staleFindings = (entry: RimEntry, needed: ReadonlySet<string>): readonly Finding[] =>
  entry.effects
    .filter((effect) => !needed.has(`${entry.place} ${effect}`))
    .map((effect) => ({
      file: entry.place,
      line: 1,
      what: `listed in the rim for ${effect}, which it does not use`,
      todo: "Remove it from test/tidy/rim.ts",
    }));
