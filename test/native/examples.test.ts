// The tests of docs/testing-your-own-code.md, as they stand there; what needs a cluster is left to test/process.
import { stripTypeScriptTypes } from "node:module";
import { compileFunction } from "node:vm";
import * as vitest from "vitest";
import * as faultline from "../../src/index.ts";
import * as native from "../../src/vitest.ts";
import { readProjectFile } from "../tidy/tree.ts";

const MODULES: Readonly<Record<string, unknown>> = {
  faultline,
  vitest,
  "faultline/vitest": native,
};

const PAGE = readProjectFile("docs/testing-your-own-code.md");
const blocks = [...PAGE.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
const [racy = "", ...others] = blocks.filter((code) => !code.includes("runScenario"));

/** Registers the tests of a block. */
function register(code: string): void {
  const script = stripTypeScriptTypes(code).replace(
    /^import (\{.*?\}) from "(.*?)";$/gms,
    'const $1 = modules["$2"];',
  );
  const compiled = compileFunction(script, ["modules"]) as (modules: unknown) => void;
  compiled(MODULES);
}

for (const code of [racy, ...others]) register(code);

vitest.test("without .not, the racy example fails with the words on the page", async () => {
  const [shown = ""] = [...PAGE.matchAll(/^```text\n(.*?)^```$/gms)].map((match) => match[1]);
  const failing: (() => Promise<void>)[] = [];
  const collecting = {
    ...vitest,
    test: (_name: string, body: () => Promise<void>) => failing.push(body),
  };
  const script = stripTypeScriptTypes(racy)
    .replace(".not.", ".")
    .replace(/^import (\{.*?\}) from "(.*?)";$/gms, 'const $1 = modules["$2"];');
  (compileFunction(script, ["modules"]) as (modules: unknown) => void)({
    ...MODULES,
    vitest: collecting,
  });
  const error: unknown = await failing[0]?.().catch((thrown: unknown) => thrown);
  vitest.expect(withoutTimes((error as Error).message)).toBe(withoutTimes(shown.trimEnd()));
});

/** Times differ from run to run, and with them how far the bars of the timeline reach. */
const withoutTimes = (text: string): string =>
  text.replaceAll(/[\d.]+(–[\d.]+)? s\b/g, "…").replaceAll(/[├┤─ ]+/g, " ");
