// The project's files as the tidy rules see them: tracked or about to be, never what .gitignore names.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

/** The repository's root. */
export const ROOT = resolve(import.meta.dirname, "../..");

/** A TypeScript file, parsed. `path` is relative to the root, with `/`. */
export interface Unit {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly ast: ts.SourceFile;
}

/** Parses `text` as the file at `path`, which need not exist. */
export function unitOf(path: string, text: string): Unit {
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const ast = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, kind);
  return { path, text, lines: text.trimEnd().split("\n").length, ast };
}

/** All files that git tracks or would track. */
export function projectFiles(): readonly string[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return listed.split("\0").filter((path) => path !== "" && existsSync(join(ROOT, path)));
}

export const readProjectFile = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** The TypeScript among `files`. */
export function unitsOf(files: readonly string[]): readonly Unit[] {
  return files
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith(".d.ts"))
    .map((path) => unitOf(path, readProjectFile(path)));
}

/** Line of a node, from 1. */
export const lineOf = (unit: Unit, node: ts.Node): number =>
  unit.ast.getLineAndCharacterOfPosition(node.getStart(unit.ast)).line + 1;

const flattened = new WeakMap<ts.Node, readonly ts.Node[]>();

/** Every node below `root`, itself included, in source order. Kept, for each rule asks for the same ones. */
export function nodesOf(root: ts.Node): readonly ts.Node[] {
  const known = flattened.get(root);
  if (known !== undefined) return known;
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  flattened.set(root, nodes);
  return nodes;
}
