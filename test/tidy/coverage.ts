// What must have a test of its own: checkers, kinds of faults and seeded bugs. Which tests are good is for people to say.
import ts from "typescript";
import type { Finding } from "./finding.ts";
import { lineOf, nodesOf, type Unit } from "./tree.ts";

const below = (units: readonly Unit[], folder: string): readonly Unit[] =>
  units.filter(({ path }) => path.startsWith(`${folder}/`));

const isTest = ({ path }: Unit): boolean => path.endsWith(".test.ts");

/** Declarations of a value or function whose stated type is `name`. */
const declaredAs = (unit: Unit, name: string): readonly ts.Node[] =>
  nodesOf(unit.ast).filter(
    (node) =>
      (ts.isVariableDeclaration(node) ||
        ts.isFunctionDeclaration(node) ||
        ts.isArrowFunction(node)) &&
      node.type?.getText() === name,
  );

/** Files about checkers that are none: the contract, and the list of them. */
const NO_CHECKER = new Set(["checker", "registry", "models"]);

/** Checkers of `src/checkers` without hand-made histories in `test/checkers/<name>.test.ts` (or a folder of that name). */
export function checkerFindings(units: readonly Unit[]): readonly Finding[] {
  const tested = below(units, "test/checkers").filter(isTest);
  const found = new Set<string>();
  return below(units, "src/checkers").flatMap((unit) => {
    const [name = ""] = unit.path.slice("src/checkers/".length).split(/[/.]/);
    const [declaration] = declaredAs(unit, "Checker");
    if (declaration === undefined || NO_CHECKER.has(name) || found.has(name)) return [];
    found.add(name);
    if (tested.some(({ path }) => /^test\/checkers\/([^/.]+)/.exec(path)?.[1] === name)) return [];
    return [
      {
        file: unit.path,
        line: lineOf(unit, declaration),
        what: `the checker ${name} has no test`,
        todo: `Write test/checkers/${name}.test.ts with hand-made histories and the anomaly that each must give`,
      },
    ];
  });
}

/** Kinds of faults of `src/nemesis` that no test injects: in test/nemesis/<kind>.test.ts, or on both back ends. */
export function faultFindings(units: readonly Unit[]): readonly Finding[] {
  const mentions = (folder: string, kind: string): boolean =>
    below(units, folder).some(
      (unit) => isTest(unit) && new RegExp(`\\b${kind}\\(|["']${kind}["']`).test(unit.text),
    );
  return below(units, "src/nemesis").flatMap((unit) =>
    declaredAs(unit, "FaultKind").flatMap((declaration) => {
      const kind = kindOf(declaration);
      if (kind === null) return [];
      if (units.some(({ path }) => path === `test/nemesis/${kind}.test.ts`)) return [];
      if (mentions("test/docker", kind) && mentions("test/process", kind)) return [];
      return [
        {
          file: unit.path,
          line: lineOf(unit, declaration),
          what: `no test shows that the fault ${kind} bites and heals`,
          todo: `Write test/nemesis/${kind}.test.ts, or inject it in test/docker and in test/process`,
        },
      ];
    }),
  );
}

/** The literal `kind` of `const x: FaultKind = { kind: "…" }`. */
function kindOf(declaration: ts.Node): string | null {
  for (const node of nodesOf(declaration)) {
    if (ts.isPropertyAssignment(node) && node.name.getText() === "kind")
      return ts.isStringLiteral(node.initializer) ? node.initializer.text : null;
  }
  return null;
}

/**
 * Seeded bugs that no mutation test asks for: the keys of constants called `…_BUGS` below src/systems. A test that
 * goes through the constant itself asks for all.
 */
export function mutationFindings(units: readonly Unit[]): readonly Finding[] {
  const tests = below(units, "test/mutation").filter(isTest);
  return below(units, "src/systems").flatMap((unit) =>
    bugsOf(unit)
      .filter((bug) => !tests.some(({ text }) => text.includes(bug.list) || bug.isIn(text)))
      .map(({ name, line }) => ({
        file: unit.path,
        line,
        what: `no mutation test catches the seeded bug ${name}`,
        todo: "Run it in test/mutation and expect its anomaly",
      })),
  );
}

interface Bug {
  readonly list: string;
  readonly name: string;
  readonly line: number;
  readonly isIn: (text: string) => boolean;
}

const bugsOf = (unit: Unit): readonly Bug[] =>
  nodesOf(unit.ast).flatMap((list) =>
    ts.isVariableDeclaration(list) && list.name.getText().endsWith("_BUGS")
      ? nodesOf(list)
          .filter(ts.isPropertyAssignment)
          .map((property) => {
            const name = property.name.getText().replaceAll('"', "");
            const isIn = (text: string): boolean => text.includes(`"${name}"`);
            return { list: list.name.getText(), name, line: lineOf(unit, property), isIn };
          })
      : [],
  );
