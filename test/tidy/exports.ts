// Every export of src is imported somewhere, types included, or named by the signature of one that is.
// What src/index.ts exports is the public API and used by definition.
import ts from "typescript";
import type { Finding } from "./finding.ts";
import { importsOf } from "./imports.ts";
import { lineOf, type Unit } from "./tree.ts";

interface Export {
  readonly name: string;
  readonly line: number;
}

const PUBLIC = "src/index.ts";

/** Files whose exports are asked for from outside TypeScript, and by whom. */
const ENTRIES: Readonly<Record<string, string>> = {
  "src/cli/main.ts": "bin/faultline.js",
  "src/vitest.ts": "tests that import faultline/vitest",
  "src/checkers/linearizable/search/search-worker.ts": "piscina",
  "src/report-ui/vite.config.ts": "vite",
};

/** Exports of `src` that no other file imports by name. */
export function unusedExportFindings(units: readonly Unit[]): readonly Finding[] {
  const used = usedNames(units);
  return units
    .filter(({ path }) => path.startsWith("src/") && path !== PUBLIC && !(path in ENTRIES))
    .flatMap((unit) => {
      const names = used.get(unit.path);
      if (names === "all") return [];
      const reached = withSignatures(unit, names ?? new Set());
      return exportsOf(unit)
        .filter(({ name }) => !reached.has(name))
        .map(({ name, line }) => ({
          file: unit.path,
          line,
          what: `nobody imports \`${name}\``,
          todo: "Remove it, or drop `export` if the file uses it itself",
        }));
    });
}

/** `names`, and the types that their declarations name outside function bodies: who calls one may have to name them. */
function withSignatures(unit: Unit, names: ReadonlySet<string>): ReadonlySet<string> {
  const declared = new Map(unit.ast.statements.flatMap((s) => namesOf(s).map((n) => [n, s])));
  const reached = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    const statement = declared.get(name);
    if (statement !== undefined) open.push(...typesNamedBy(statement));
  }
  return reached;
}

function typesNamedBy(node: ts.Node): readonly string[] {
  if (ts.isBlock(node)) return [];
  const own =
    (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName) && node.typeName.text) ||
    (ts.isExpressionWithTypeArguments(node) && node.expression.getText()) ||
    (ts.isTypeQueryNode(node) && node.exprName.getText());
  const children: string[] = own === false ? [] : [own];
  ts.forEachChild(node, (child) => {
    children.push(...typesNamedBy(child));
  });
  return children;
}

function usedNames(units: readonly Unit[]): ReadonlyMap<string, Set<string> | "all"> {
  const used = new Map<string, Set<string> | "all">();
  for (const unit of units) {
    for (const { target, names } of importsOf(unit)) {
      if (target === null) continue;
      const before = used.get(target) ?? new Set();
      if (names === null || before === "all") used.set(target, "all");
      else used.set(target, new Set([...before, ...names]));
    }
  }
  return used;
}

function exportsOf(unit: Unit): readonly Export[] {
  return unit.ast.statements.flatMap((statement) => {
    const line = lineOf(unit, statement);
    if (ts.isExportAssignment(statement)) return [{ name: "default", line }];
    if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause;
      return clause !== undefined && ts.isNamedExports(clause)
        ? clause.elements.map((e) => ({ name: e.name.text, line: lineOf(unit, e) }))
        : [];
    }
    return isExported(statement) ? namesOf(statement).map((name) => ({ name, line })) : [];
  });
}

const modifiersOf = (node: ts.Node): readonly ts.Modifier[] =>
  ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];

const isExported = (node: ts.Statement): boolean =>
  modifiersOf(node).some((m) => m.kind === ts.SyntaxKind.ExportKeyword);

function namesOf(statement: ts.Statement): readonly string[] {
  if (modifiersOf(statement).some((m) => m.kind === ts.SyntaxKind.DefaultKeyword))
    return ["default"];
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap((d) => bindingNames(d.name));
  const { name } = statement as Partial<ts.DeclarationStatement>;
  return name === undefined ? [] : [name.text];
}

const bindingNames = (name: ts.BindingName): readonly string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((e) => (ts.isBindingElement(e) ? bindingNames(e.name) : []));
