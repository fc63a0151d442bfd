// The shape of files and functions: headers, sizes, names. Limits are STYLE's, with their reasons in CONTRIBUTING.md.
import { posix } from "node:path";
import ts from "typescript";
import type { Finding } from "./finding.ts";
import { lineOf, nodesOf, type Unit } from "./tree.ts";

export const LIMITS = {
  headerLines: 5,
  fileLines: 400,
  fileLinesMedian: 80,
  functionLines: 60,
  functionLinesP90: 25,
} as const;

/** Folders whose functions are measured: a test's `describe` is a list, no function to understand at once. */
const MEASURED = /^(src|bench|scenarios|images)\//;
const KEBAB = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;
const NAMELESS = /^(utils?|helpers?|misc|common|shared)\./;

/** Files that do not start with one to five `//` lines (a `#!` line may come first). */
export function headerFindings(units: readonly Unit[]): readonly Finding[] {
  return units.flatMap((unit) => {
    const lines = unit.text.split("\n");
    if (lines[0]?.startsWith("#!") === true) lines.shift();
    const end = lines.findIndex((line) => !line.startsWith("//"));
    const length = end === -1 ? lines.length : end;
    if (length >= 1 && length <= LIMITS.headerLines) return [];
    const what = length === 0 ? "no header comment" : `a header comment of ${String(length)} lines`;
    const todo =
      "Start with one to five `//` lines: what the file is responsible for and what it must not know";
    return [{ file: unit.path, line: 1, what, todo }];
  });
}

/** Files over the limit of lines. */
export function fileSizeFindings(units: readonly Unit[]): readonly Finding[] {
  return units
    .filter((unit) => unit.lines > LIMITS.fileLines)
    .map((unit) => ({
      file: unit.path,
      line: LIMITS.fileLines,
      what: `${String(unit.lines)} lines, at most ${String(LIMITS.fileLines)}`,
      todo: "Split it by concept",
    }));
}

interface Measured {
  readonly unit: Unit;
  readonly node: ts.Node;
  readonly lines: number;
}

const isFunction = (node: ts.Node): node is ts.FunctionLikeDeclaration =>
  ts.isFunctionLike(node) && "body" in node && node.body !== undefined;

function functionsOf(units: readonly Unit[]): readonly Measured[] {
  return units
    .filter((unit) => MEASURED.test(unit.path))
    .flatMap((unit) =>
      nodesOf(unit.ast)
        .filter(isFunction)
        .map((node) => {
          const end = unit.ast.getLineAndCharacterOfPosition(node.end).line + 1;
          return { unit, node, lines: end - lineOf(unit, node) + 1 };
        }),
    );
}

/** Functions over the limit of lines. */
export function functionSizeFindings(units: readonly Unit[]): readonly Finding[] {
  return functionsOf(units)
    .filter(({ lines }) => lines > LIMITS.functionLines)
    .map(({ unit, node, lines }) => ({
      file: unit.path,
      line: lineOf(unit, node),
      what: `a function of ${String(lines)} lines, at most ${String(LIMITS.functionLines)}`,
      todo: "Name its steps",
    }));
}

/** Median file and 90th percentile of functions of `src`, in lines. */
export function proportions(units: readonly Unit[]): { median: number; p90: number } {
  const source = units.filter((unit) => unit.path.startsWith("src/"));
  const quantile = (sizes: readonly number[], q: number): number =>
    [...sizes].sort((a, b) => a - b)[Math.floor((sizes.length - 1) * q)] ?? 0;
  return {
    median: quantile(
      source.map((unit) => unit.lines),
      0.5,
    ),
    p90: quantile(
      functionsOf(source).map(({ lines }) => lines),
      0.9,
    ),
  };
}

/** Names that are not kebab-case, or that say nothing. */
export function nameFindings(files: readonly string[]): readonly Finding[] {
  return files
    .filter((path) => /\.(ts|tsx|sh)$/.test(path))
    .flatMap((path) => {
      const name = posix.basename(path);
      const at = { file: path, line: 1 };
      if (NAMELESS.test(name))
        return [{ ...at, what: "a name that says nothing", todo: "Name the one concept it holds" }];
      const odd = path.split("/").find((part) => !KEBAB.test(part));
      return odd === undefined
        ? []
        : [{ ...at, what: `"${odd}" is not kebab-case`, todo: "Rename it" }];
    });
}
