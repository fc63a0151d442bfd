// Loads scenario and suite files as users write them. Every way a file can be wrong is one clear error with its line.
import { statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { HarnessError } from "../core/errors.ts";
import type { Scenario, Settings, Suite } from "./define.ts";
import { notLoaded } from "./load-error.ts";
import { validateScenario } from "./validate.ts";

/** What a file holds: one scenario, or a suite of them. `file` is relative to the working directory. */
export type Loaded =
  | { readonly kind: "scenario"; readonly file: string; readonly scenario: Scenario }
  | { readonly kind: "suite"; readonly file: string; readonly suite: Suite };

/** Throws `usage` for a file that is missing, does not load, or whose default export is neither. */
export async function loadScenarioFile(path: string, settings: Settings = {}): Promise<Loaded> {
  const absolute = resolve(path);
  const file = relative("", absolute) || ".";
  const kind = statSync(absolute, { throwIfNoEntry: false });
  if (kind?.isFile() !== true) {
    throw new HarnessError(
      "usage",
      `${file}: ${kind === undefined ? "no such file" : "is no file"}`,
      { hint: "Name scenario files; `faultline list` shows those below scenarios/." },
    );
  }
  const exported = await defaultExportOf(absolute, file);
  const value = withSettings(exported, settings, { absolute, file });
  if (!isSuite(value))
    return { kind: "scenario", file, scenario: validateScenario(value, file, absolute) };
  if (value.scenarios.length === 0) {
    throw new HarnessError("usage", `${file}: the suite ${value.name} has no scenarios`, {
      hint: "Write `export default defineSuite(name, [ … ])` with one at least.",
    });
  }
  value.scenarios.forEach((scenario: unknown, position) =>
    validateScenario(scenario, `${file}: scenario ${String(position + 1)}`),
  );
  return { kind: "suite", file, suite: value };
}

type SettingsFunction = (settings: Settings) => unknown;

async function defaultExportOf(absolute: string, file: string): Promise<unknown> {
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(absolute).href)) as { readonly default?: unknown };
  } catch (error) {
    throw notLoaded(error, absolute, file);
  }
  if (module.default === undefined || isEmptyObject(module.default)) {
    throw new HarnessError("usage", `${file}: has no default export`, {
      hint: "Write `export default defineScenario({ … })` or `defineSuite(…)`.",
    });
  }
  return module.default;
}

/** A file that exports a function takes settings; what nobody takes is an error, not ignored. */
function withSettings(
  exported: unknown,
  settings: Settings,
  { absolute, file }: { readonly absolute: string; readonly file: string },
): unknown {
  const asked = new Set<string>();
  let value = exported;
  if (typeof exported === "function") {
    try {
      value = (exported as SettingsFunction)(watched(settings, asked));
    } catch (error) {
      const given = Object.keys(settings).length > 0;
      throw notLoaded(error, absolute, file, given ? "Check the --set options." : null);
    }
  }
  const name = Object.keys(settings).find((given) => !asked.has(given));
  if (name === undefined) return value;
  const takes = asked.size === 0 ? "none of its own" : [...asked].join(", ");
  throw new HarnessError("usage", `${file} has no setting "${name}"`, {
    hint: `It takes ${takes}; every scenario takes opTimeout and expect.`,
  });
}

/** The same settings; notes in `asked` the names that are looked at. */
const watched = (settings: Settings, asked: Set<string>): Settings =>
  new Proxy(settings, {
    get(target, name) {
      if (typeof name === "string") asked.add(name);
      return Reflect.get(target, name) as unknown;
    },
    ownKeys(target) {
      for (const name of Object.keys(target)) asked.add(name);
      return Reflect.ownKeys(target);
    },
  });

/** What Node makes of an empty file. */
const isEmptyObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;

const isSuite = (value: unknown): value is Suite =>
  typeof value === "object" && value !== null && (value as { kind?: unknown }).kind === "suite";
