// The layer table of docs/architecture.md as data, and the rule that imports obey it.
import type { Finding } from "./finding.ts";
import { importsOf, type Import } from "./imports.ts";
import type { Unit } from "./tree.ts";

/** A folder (or a file) and what it may import besides itself and `src/core`. */
interface Layer {
  readonly place: string;
  readonly may: readonly string[] | "everything";
}

const CORE = "src/core";
const LAYER_1 = ["src/generator", "src/checkers", "src/cluster/api.ts"];
const LAYER_2 = [
  "src/nemesis",
  "src/workloads",
  "src/systems",
  "src/cluster/docker",
  "src/cluster/process",
  "src/cluster/sim",
];
const LAYER_3 = ["src/scenario", "src/store"];

/** The longest matching place decides. */
export const LAYERS: readonly Layer[] = [
  { place: CORE, may: [] },
  ...LAYER_1.map((place) => ({ place, may: [] })),
  ...LAYER_2.map((place) => ({ place, may: LAYER_1 })),
  { place: "src/scenario", may: [...LAYER_1, ...LAYER_2] },
  { place: "src/store", may: [] },
  { place: "src/runner", may: [...LAYER_1, ...LAYER_2, ...LAYER_3] },
  { place: "src/report", may: ["src/store"] },
  { place: "src/report-ui", may: ["src/store", "src/report"] },
  { place: "src/native", may: [...LAYER_1, ...LAYER_3, "src/runner", "src/report"] },
  { place: "src/vitest.ts", may: ["src/native"].concat(LAYER_1) },
  { place: "src/cli", may: "everything" },
  { place: "src/index.ts", may: "everything" },
];

/** Packages that only one place knows, and those that are too slow to load before they are needed. */
export const PACKAGES: readonly {
  readonly name: string;
  readonly place: string;
  readonly lazy: boolean;
}[] = [
  { name: "testcontainers", place: "src/cluster/docker", lazy: true },
  { name: "dockerode", place: "src/cluster/docker", lazy: true },
  { name: "commander", place: "src/cli", lazy: false },
  { name: "log-update", place: "src/report/terminal", lazy: false },
  { name: "@viz-js/viz", place: "src/report/graphviz.ts", lazy: true },
  { name: "vitest", place: "src/vitest.ts", lazy: false },
  { name: "preact", place: "src/report-ui", lazy: false },
  { name: "uplot", place: "src/report-ui", lazy: false },
];

const isIn = (path: string, place: string): boolean =>
  path === place || path.startsWith(`${place}/`);

function layerOf(path: string): Layer | null {
  const matching = LAYERS.filter((layer) => isIn(path, layer.place));
  return matching.sort((a, b) => b.place.length - a.place.length)[0] ?? null;
}

/** Imports of `src` that point up or sideways, or that load a package in the wrong place. */
export function layerFindings(units: readonly Unit[]): readonly Finding[] {
  return units
    .filter((unit) => unit.path.startsWith("src/"))
    .flatMap((unit) => {
      const layer = layerOf(unit.path);
      if (layer === null) return [unlisted(unit)];
      return importsOf(unit).flatMap((each) => [
        ...directionFindings(unit, layer, each),
        ...packageFindings(unit, each),
      ]);
    });
}

const unlisted = (unit: Unit): Finding => ({
  file: unit.path,
  line: 1,
  what: "no layer of test/tidy/layers.ts holds this file",
  todo: "Move it into one of the folders of docs/architecture.md",
});

function directionFindings(unit: Unit, layer: Layer, each: Import): readonly Finding[] {
  const { target } = each;
  if (target === null || layer.may === "everything") return [];
  if (isIn(target, CORE) || layerOf(target)?.place === layer.place) return [];
  if (layer.may.some((place) => isIn(target, place))) return [];
  const allowed = [CORE, ...layer.may].join(", ");
  return [
    {
      file: unit.path,
      line: each.line,
      what: `${layer.place} imports ${target}`,
      todo: `It may import only itself and ${allowed}: move the shared part down, or pass it in from above`,
    },
  ];
}

function packageFindings(unit: Unit, each: Import): readonly Finding[] {
  const rule = PACKAGES.find(({ name }) => isIn(each.specifier, name));
  if (rule === undefined) return [];
  const at = { file: unit.path, line: each.line };
  if (!isIn(unit.path, rule.place)) {
    const what = `imports ${rule.name}, which only ${rule.place} knows`;
    return [{ ...at, what, todo: "Ask that folder for what you need" }];
  }
  if (!rule.lazy || each.dynamic || each.typeOnly) return [];
  const what = `loads ${rule.name} at start, which takes a noticeable part of a second`;
  return [{ ...at, what, todo: "Use `await import()` where it is first needed" }];
}

/** Imports of `scenarios` other than the public API, and files beside it. */
export function scenarioFindings(units: readonly Unit[]): readonly Finding[] {
  return units
    .filter((unit) => unit.path.startsWith("scenarios/"))
    .flatMap((unit) =>
      importsOf(unit)
        .filter(({ specifier, target }) => specifier !== "faultline" && !isScenario(target))
        .map(({ line, specifier }) => ({
          file: unit.path,
          line,
          what: `a scenario imports "${specifier}"`,
          todo: 'Import from "faultline" alone, as users do; a suite may import scenarios beside it',
        })),
    );
}

const isScenario = (target: string | null): boolean =>
  target !== null && isIn(target, "scenarios") && target.endsWith(".scenario.ts");
