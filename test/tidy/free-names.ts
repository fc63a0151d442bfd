// Which identifiers of a file refer to globals: found by scope, so that a local called `process` is none.
import ts from "typescript";
import { nodesOf, type Unit } from "./tree.ts";

/** Expressions of the file that read the global `names`. */
export function* freeUsesOf(unit: Unit, names: ReadonlySet<string>): Iterable<ts.Identifier> {
  for (const node of nodesOf(unit.ast)) {
    if (ts.isIdentifier(node) && names.has(node.text) && isUse(node) && !isDeclared(node))
      yield node;
  }
}

/** Not a member's name, a property's name, a declaration's own name or part of a type. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent))
    return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isTypeNode(parent) || ts.isQualifiedName(parent)) return ts.isTypeQueryNode(parent);
  return !(
    ts.isTypeElement(parent) ||
    ts.isClassElement(parent) ||
    ts.isJsxAttribute(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isExportSpecifier(parent) ||
    ts.isNamedTupleMember(parent) ||
    ts.isLabeledStatement(parent)
  );
}

const scopes = new WeakMap<ts.Node, ReadonlySet<string>>();

function isDeclared(use: ts.Identifier): boolean {
  for (let scope: ts.Node = use.parent; ; scope = scope.parent) {
    if (namesDeclaredBy(scope).has(use.text)) return true;
    if (ts.isSourceFile(scope)) return false;
  }
}

function namesDeclaredBy(scope: ts.Node): ReadonlySet<string> {
  const known = scopes.get(scope);
  if (known !== undefined) return known;
  const names = new Set<string>();
  const bind = (name: ts.BindingName | undefined): void => {
    if (name === undefined) return;
    if (ts.isIdentifier(name)) names.add(name.text);
    else for (const e of name.elements) if (ts.isBindingElement(e)) bind(e.name);
  };
  if (ts.isFunctionLike(scope)) scope.parameters.forEach((p) => { bind(p.name); }); // prettier-ignore
  if (ts.isCatchClause(scope)) bind(scope.variableDeclaration?.name);
  if (isLoop(scope) && scope.initializer !== undefined) bindList(scope.initializer, bind);
  if (ts.isBlock(scope) || ts.isSourceFile(scope) || ts.isCaseOrDefaultClause(scope))
    scope.statements.forEach((s) => { bindStatement(s, bind); }); // prettier-ignore
  scopes.set(scope, names);
  return names;
}

const isLoop = (node: ts.Node): node is ts.ForStatement | ts.ForInStatement | ts.ForOfStatement =>
  ts.isForStatement(node) || ts.isForInStatement(node) || ts.isForOfStatement(node);

type Bind = (name: ts.BindingName | undefined) => void;

function bindList(node: ts.Node, bind: Bind): void {
  if (ts.isVariableDeclarationList(node)) for (const d of node.declarations) bind(d.name);
}

function bindStatement(statement: ts.Statement, bind: Bind): void {
  if (ts.isVariableStatement(statement)) bindList(statement.declarationList, bind);
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) bind(statement.name);
  if (!ts.isImportDeclaration(statement)) return;
  const clause = statement.importClause;
  bind(clause?.name);
  const bindings = clause?.namedBindings;
  if (bindings === undefined) return;
  if (ts.isNamespaceImport(bindings)) bind(bindings.name);
  else for (const element of bindings.elements) bind(element.name);
}
