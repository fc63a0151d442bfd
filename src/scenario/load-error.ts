// Why a scenario file does not load, as one error with its line and what to do about it.
// Node's own messages name paths and rules of the module loader; users know their file.
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { HarnessError, messageOf } from "../core/errors.ts";

const TYPE_STRIPPING =
  "Node strips the types and runs the rest: no enums, namespaces or parameter properties.";
const COMMON_JS =
  'Files that import need `"type": "module"` in the nearest package.json, or a name that ends in .mts.';
const RELATIVE =
  "Relative imports start with ./ and end in .ts; packages must be installed beside the file.";

/** `error` is what importing or calling the file threw; `hint` where nothing better is known. */
export function notLoaded(
  error: unknown,
  absolute: string,
  file: string,
  hint: string | null = null,
): HarnessError {
  const missing = missingImport(messageOf(error), absolute);
  const text = missing?.text ?? firstLine(messageOf(error));
  const line = missing?.line ?? lineOf(error, absolute);
  return new HarnessError("usage", `${file}${line}: ${text}`, {
    hint: hint ?? hintFor(error),
    cause: error,
  });
}

function hintFor(error: unknown): string {
  if (error instanceof HarnessError && error.hint !== null) return error.hint;
  const text = messageOf(error);
  if (/Cannot use import statement outside a module/.test(text)) return COMMON_JS;
  if (/Cannot find (module|package)|not supported resolving/.test(text)) return RELATIVE;
  if (/does not provide an export named/.test(text))
    return "Look at its spelling, and import types with `import type`.";
  if (/strip-only mode/.test(text)) return TYPE_STRIPPING;
  return "docs/writing-a-scenario.md shows what a scenario file looks like.";
}

interface Missing {
  readonly text: string;
  /** `:12`, or nothing where the import stands in another file. */
  readonly line: string;
}

/** `Cannot find module '/…/x.ts' imported from /…/a.ts`, with the line of the import. */
function missingImport(message: string, absolute: string): Missing | null {
  const match = /^Cannot find (module|package) '(.+?)' imported from (.+)$/m.exec(message);
  if (match === null) return null;
  const [, what = "", wanted = "", from = ""] = match;
  const shown = what === "module" ? relative("", wanted) : wanted;
  const importer = from === absolute ? "" : `, which ${relative("", from)} imports`;
  const name = wanted.split("/").at(-1) ?? wanted;
  return {
    text: `cannot find ${what === "module" ? "" : "the package "}${shown}${importer}`,
    line: from === absolute ? lineNaming(absolute, name) : "",
  };
}

function lineNaming(absolute: string, name: string): string {
  const lines = readFileSync(absolute, "utf8").split("\n");
  const at = lines.findIndex((line) => /["']/.test(line) && line.includes(name));
  return at < 0 ? "" : `:${String(at + 1)}`;
}

/** `:12` where the error's stack names the file, else nothing. */
function lineOf(error: unknown, absolute: string): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const at = stack.indexOf(absolute);
  const match = at < 0 ? null : /^:(\d+)/.exec(stack.slice(at + absolute.length));
  return match === null ? "" : `:${match[1] ?? ""}`;
}

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? text;
