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
  {
    place: "src/cli/",
    effects: ["process"],
    reason: "the command line: arguments, streams, signals, exit codes",
  },
  {
    place: "src/cluster/docker/build-images.ts",
    effects: ["process"],
    reason: "program: builds the images ahead of the first run",
  },
  {
    place: "src/cluster/docker/harness-process.ts",
    effects: ["process"],
    reason: "tells by pid whether the harness that made a container still lives",
  },
  {
    place: "src/cluster/process/child.ts",
    effects: ["process", "timers"],
    reason: "spawns nodes: their environment, the deadline of SIGTERM",
  },
  {
    place: "src/cluster/process/delivery-queue.ts",
    effects: ["timers"],
    reason: "the network of the process back end delivers messages after their latency",
  },
  {
    place: "src/cluster/process/host-process.ts",
    effects: ["process"],
    reason: "signals to nodes and their process groups",
  },
  {
    place: "src/native/run-scenario.ts",
    effects: ["process"],
    reason: "names the process that runs a scenario from within a test, as the command line does",
  },
  {
    place: "src/runner/watchdog.ts",
    effects: ["process"],
    reason: "starts the watchdog with the harness's own Node",
  },
  {
    place: "src/runner/watchdog-main.ts",
    effects: ["process"],
    reason: "program: the watchdog",
  },
  {
    place: "src/store/line-writer.ts",
    effects: ["timers"],
    reason: "flushes what was recorded at least every 100 ms",
  },
  {
    place: "src/systems/raft-demo/launch.ts",
    effects: ["process"],
    reason: "nodes run on the harness's own Node",
  },
  {
    place: "src/systems/raft-demo/program.ts",
    effects: ["process", "chance", "wall-clock", "timers"],
    reason: "program: a raft-demo node; hands clock, chance and signals to the pure rest",
  },
  {
    place: "src/systems/raft-demo/stdio-shell.ts",
    effects: ["timers"],
    reason: "lines that came in one piece are handled before the disk is synced once for all",
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
      uses.push({ effect, line: lineOf(unit, node), spelling: spellingOf(node) });
  }
  for (const { specifier, line, typeOnly } of importsOf(unit)) {
    const effect = MODULES[specifier];
    if (effect !== undefined && !typeOnly) uses.push({ effect, line, spelling: specifier });
  }
  return uses;
}

const spellingOf = (node: ts.Identifier): string =>
  ts.isPropertyAccessExpression(node.parent) ? node.parent.getText() : node.text;

const covers = (entry: RimEntry, path: string): boolean =>
  entry.place.endsWith("/") ? path.startsWith(entry.place) : path === entry.place;

/** Effects outside the rim (one finding a file and effect), and entries that nothing needs any more. */
export function rimFindings(
  units: readonly Unit[],
  rim: readonly RimEntry[] = RIM,
): readonly Finding[] {
  const needed = new Set<string>();
  const outside = units
    .filter(({ path }) => /^(src|scenarios)\//.test(path))
    .flatMap((unit) =>
      [...Map.groupBy(usesOf(unit), ({ effect }) => effect)].flatMap(([effect, uses]) => {
        const entry = rim.find((e) => covers(e, unit.path) && e.effects.includes(effect));
        if (entry !== undefined) needed.add(`${entry.place} ${effect}`);
        return entry === undefined ? [outsideFinding(unit, effect, uses)] : [];
      }),
    );
  return [...outside, ...rim.flatMap((entry) => staleFindings(entry, needed))];
}

const outsideFinding = (unit: Unit, effect: Effect, uses: readonly Use[]): Finding => ({
  file: unit.path,
  line: Math.min(...uses.map(({ line }) => line)),
  what: `${[...new Set(uses.map(({ spelling }) => `\`${spelling}\``))].join(", ")} outside the rim`,
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
