// What a file imports, in any spelling: static, type-only, dynamic, re-export, import type.
import { posix } from "node:path";
import ts from "typescript";
import { lineOf, nodesOf, type Unit } from "./tree.ts";

/** `names` is null where everything may be used: `import * as`, `export *`, a dynamic import that escapes. */
export interface Import {
  readonly line: number;
  readonly specifier: string;
  /** Path in the project for relative specifiers; null for packages. */
  readonly target: string | null;
  readonly names: readonly string[] | null;
  readonly dynamic: boolean;
  readonly typeOnly: boolean;
}

const known = new WeakMap<Unit, readonly Import[]>();

/** All imports of a unit, in source order. */
export function importsOf(unit: Unit): readonly Import[] {
  const imports = known.get(unit) ?? readImports(unit);
  known.set(unit, imports);
  return imports;
}

function readImports(unit: Unit): readonly Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: string, rest: Partial<Import>): void => {
    const target = specifier.startsWith(".")
      ? posix.join(posix.dirname(unit.path), specifier)
      : null;
    const base = { names: null, dynamic: false, typeOnly: false };
    found.push({ ...base, line: lineOf(unit, node), specifier, target, ...rest });
  };
  for (const node of nodesOf(unit.ast)) {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node, node.moduleSpecifier.text, {
        names: namesOfClause(node.importClause),
        typeOnly: isTypeOnly(node.importClause),
      });
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      const names =
        node.exportClause !== undefined && ts.isNamedExports(node.exportClause)
          ? node.exportClause.elements.map((e) => (e.propertyName ?? e.name).text)
          : null;
      add(node, (node.moduleSpecifier as ts.StringLiteral).text, {
        names,
        typeOnly: node.isTypeOnly,
      });
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      const name = node.qualifier === undefined ? null : [firstNameOf(node.qualifier)];
      add(node, (node.argument.literal as ts.StringLiteral).text, { names: name, typeOnly: true });
    } else if (isDynamicImport(node)) {
      const [argument] = node.arguments;
      if (argument !== undefined && ts.isStringLiteralLike(argument))
        add(node, argument.text, { names: namesTakenFrom(node), dynamic: true });
    }
  }
  return found;
}

function namesOfClause(clause: ts.ImportClause | undefined): readonly string[] | null {
  if (clause === undefined) return [];
  const names = clause.name === undefined ? [] : ["default"];
  const bindings = clause.namedBindings;
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings)) return null;
  return [...names, ...bindings.elements.map((e) => (e.propertyName ?? e.name).text)];
}

const isTypeOnly = (clause: ts.ImportClause | undefined): boolean =>
  clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;

const isDynamicImport = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;

const firstNameOf = (name: ts.EntityName): string =>
  ts.isIdentifier(name) ? name.text : firstNameOf(name.left);

/** `const { a } = await import(…)` and `(await import(…)).a` take `a`; any other use may take everything. */
function namesTakenFrom(call: ts.CallExpression): readonly string[] | null {
  let node: ts.Node = call.parent;
  while (ts.isAwaitExpression(node) || ts.isParenthesizedExpression(node)) node = node.parent;
  if (ts.isPropertyAccessExpression(node) && node.name.text !== "then") return [node.name.text];
  if (!ts.isVariableDeclaration(node) || !ts.isObjectBindingPattern(node.name)) return null;
  return node.name.elements.map((e) => (e.propertyName ?? e.name).getText());
}
