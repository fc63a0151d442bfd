// Every example of docs/generators.md runs and prints what stands under it.
import { stripTypeScriptTypes } from "node:module";
import { compileFunction } from "node:vm";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as faultline from "../../src/index.ts";
import { readProjectFile } from "../tidy/tree.ts";

const MODULES: Readonly<Record<string, unknown>> = { faultline, "fast-check": fc };

const PAGE = readProjectFile("docs/generators.md");
const examples = [...PAGE.matchAll(/^```ts\n(.*?)^```\n\n^```text\n(.*?)^```$/gms)].map(
  (match) => ({
    code: match[1] ?? "",
    printed: (match[2] ?? "").trimEnd(),
    heading: [...PAGE.slice(0, match.index).matchAll(/^## (.*)$/gm)].at(-1)?.[1] ?? "",
  }),
);

/** What the module's `shown` is. */
function run(code: string): unknown {
  const script = stripTypeScriptTypes(code)
    .replace(/^import \* as (\w+) from "(.*?)";$/gm, 'const $1 = modules["$2"];')
    .replace(/^import (\{.*?\}) from "(.*?)";$/gms, 'const $1 = modules["$2"];')
    .replace(/^export const shown =/m, "return");
  const compiled = compileFunction(script, ["modules"]) as (modules: unknown) => unknown;
  return compiled(MODULES);
}

test.each(examples)("$heading", ({ code, printed }) => {
  expect(run(code)).toBe(printed);
});

test("every generator that there is has an example or a word on the page", () => {
  const missing = Object.keys(faultline.generators).filter(
    (name) => !new RegExp(`\\b${name}\\b`).test(PAGE),
  );
  expect(missing).toEqual([]);
  expect(examples.length).toBe([...PAGE.matchAll(/^```ts$/gm)].length);
});
