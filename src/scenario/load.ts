// Loads scenario and suite files as users write them. Every way a file can be wrong is one clear error with its line.
import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { HarnessError, messageOf } from "../core/errors.ts";
import type { Scenario, Settings, Suite } from "./define.ts";
import { validateScenario } from "./validate.ts";

/** What a file holds: one scenario, or a suite of them. `file` is relative to the working directory. */
export type Loaded =
  | { readonly kind: "scenario"; readonly file: string; readonly scenario: Scenario }
  | { readonly kind: "suite"; readonly file: string; readonly suite: Suite };

/** Throws `usage` for a file that is missing, does not load, or whose default export is neither. */
export async function loadScenarioFile(path: string, settings: Settings = {}): Promise<Loaded> {
  const absolute = resolve(path);
  const file = relative("", absolute);
  if (!existsSync(absolute)) {
    throw new HarnessError("usage", `${file}: no such file`, {
      hint: "`faultline list` shows the scenarios below scenarios/.",
    });
  }
  const exported = await defaultExportOf(absolute, file);
  const value = withSettings(exported, settings, file);
  if (isSuite(value)) {
    for (const scenario of value.scenarios) validateScenario(scenario, file);
    return { kind: "suite", file, suite: value };
  }
  return { kind: "scenario", file, scenario: validateScenario(value, file, absolute) };
}

type SettingsFunction = (settings: Settings) => unknown;

async function defaultExportOf(absolute: string, file: string): Promise<unknown> {
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(absolute).href)) as { readonly default?: unknown };
  } catch (error) {
    throw new HarnessError(
      "usage",
      `${file}${lineOf(error, absolute)}: ${firstLine(messageOf(error))}`,
      {
        hint: "The file must load under Node's type stripping: erasable TypeScript, `.ts` in relative imports.",
        cause: error,
      },
    );
  }
  if (module.default === undefined) {
    throw new HarnessError("usage", `${file}: has no default export`, {
      hint: "Write `export default defineScenario({ … })` or `defineSuite(…)`.",
    });
  }
  return module.default;
}

/** A file that exports a function takes settings; any other takes none, and says so rather than ignoring them. */
function withSettings(exported: unknown, settings: Settings, file: string): unknown {
  if (typeof exported !== "function") {
    const [name] = Object.keys(settings);
    if (name === undefined) return exported;
    throw new HarnessError("usage", `${file} has no setting "${name}"`, {
      hint: "Settings are opTimeout, expect, and whatever a file takes whose default export is a function.",
    });
  }
  try {
    return (exported as SettingsFunction)(settings);
  } catch (error) {
    throw new HarnessError("usage", `${file}: ${messageOf(error)}`, {
      hint: "Check the --set options.",
      cause: error,
    });
  }
}

const isSuite = (value: unknown): value is Suite =>
  typeof value === "object" && value !== null && (value as { kind?: unknown }).kind === "suite";

/** `:12` where the error's stack names the file, else nothing. */
function lineOf(error: unknown, absolute: string): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const at = stack.indexOf(absolute);
  const match = at < 0 ? null : /^:(\d+)/.exec(stack.slice(at + absolute.length));
  return match === null ? "" : `:${match[1] ?? ""}`;
}

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? text;
