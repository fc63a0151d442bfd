// The documentation against the tree: its TypeScript compiles, its links lead somewhere, its commands exist.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { projectFiles, readProjectFile, ROOT } from "./tidy/tree.ts";

const PAGES = projectFiles().filter(
  (path) => /^(docs\/.*|README|CONTRIBUTING|CHANGELOG)\.md$/.test(path) || /^docs\//.test(path),
);

interface Block {
  readonly page: string;
  /** Of the first line of code, from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
}

function blocksOf(page: string): readonly Block[] {
  const text = readProjectFile(page);
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map((match) => ({
    page,
    line: text.slice(0, match.index).split("\n").length + 1,
    language: match[1] ?? "",
    code: match[2] ?? "",
  }));
}

const blocks = PAGES.flatMap(blocksOf);

/** Type errors of the blocks, as if each were a file beside the README. */
function typeErrors(typed: readonly Block[]): readonly string[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(ROOT, "tsconfig.json"),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => undefined,
    },
  );
  if (config === undefined) throw new Error("tsconfig.json cannot be read");
  const options = { ...config.options, noEmit: true };
  const virtual = new Map(
    typed.map((block, n) => [join(ROOT, `docs-block-${String(n)}.ts`), block]),
  );
  const host = ts.createCompilerHost(options, true);
  const onDisk = ts.createCompilerHost(options, true);
  host.fileExists = (path) => virtual.has(path) || onDisk.fileExists(path);
  host.readFile = (path) => virtual.get(path)?.code ?? onDisk.readFile(path);
  host.getSourceFile = (path, languageVersion) => {
    const block = virtual.get(path);
    return block === undefined
      ? onDisk.getSourceFile(path, languageVersion)
      : ts.createSourceFile(path, block.code, languageVersion, true);
  };
  const program = ts.createProgram([...virtual.keys()], options, host);
  return [...virtual].flatMap(([path, block]) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      (problem) => {
        const inBlock = file?.getLineAndCharacterOfPosition(problem.start ?? 0).line ?? 0;
        const text = ts.flattenDiagnosticMessageText(problem.messageText, " ");
        return `${block.page}:${String(block.line + inBlock)}: ${text}`;
      },
    );
  });
}

/** One that must be found; it goes through the same program as the others, which takes a second to make. */
const WRONG: Block = {
  page: "wrong.md",
  line: 10,
  language: "ts",
  code: 'import { ok } from "faultline";\nexport const n: string = ok(1);\n',
};

/** The whole public API is compiled, on machines that do other things, too. */
const COMPILE_MS = 120_000;

test(
  "TypeScript in the documentation compiles against the public API, and what does not is found",
  () => {
    const typed = blocks.filter(({ language }) => language === "ts");
    expect(typed.length).toBeGreaterThan(5);
    const errors = typeErrors([...typed, WRONG]);
    const ofWrong = errors.filter((error) => error.startsWith(WRONG.page));
    expect(ofWrong).toEqual([
      expect.stringMatching(/^wrong\.md:11: Type .* not assignable to type/),
    ]);
    expect(errors.filter((error) => !ofWrong.includes(error)).join("\n")).toBe("");
  },
  COMPILE_MS,
);

test("JSON in the documentation is JSON", () => {
  for (const { code, language } of blocks) {
    if (language !== "json") continue;
    for (const line of code.trimEnd().split("\n"))
      expect(() => void JSON.parse(line)).not.toThrow();
  }
});

/** What GitHub makes of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number} _-]/gu, "")
    .replaceAll(" ", "-");

function anchorsOf(page: string): readonly string[] {
  const text = readFileSync(join(ROOT, page), "utf8");
  return [...text.matchAll(/^#+ (.*)$/gm)].map((match) => anchorOf(match[1] ?? ""));
}

test("links lead to files and headings that exist", () => {
  const broken = PAGES.flatMap((page) =>
    [...readProjectFile(page).matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1] ?? "")
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? page : join(dirname(page), path);
        if (!existsSync(join(ROOT, target))) return true;
        return anchor !== undefined && !anchorsOf(target).includes(anchor);
      })
      .map((link) => `${page}: ${link}`),
  );
  expect(broken.join("\n")).toBe("");
});

test("every dependency is explained in docs/dependencies.md, and nothing else is", () => {
  const { dependencies, devDependencies } = JSON.parse(readProjectFile("package.json")) as {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const [tables = ""] = readProjectFile("docs/dependencies.md").split("## Weighed");
  const explained = [...tables.matchAll(/^\| (`.*?) \|/gm)].flatMap((row) =>
    [...(row[1] ?? "").matchAll(/`([^`]+)`/g)].map((name) => name[1] ?? ""),
  );
  const installed = [...Object.keys(dependencies), ...Object.keys(devDependencies)];
  expect([...explained].sort()).toEqual([...installed].sort());
});

test("npm scripts that the documentation names exist", () => {
  const { scripts } = JSON.parse(readProjectFile("package.json")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const named = PAGES.flatMap((page) =>
    [...readProjectFile(page).matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1] ?? ""),
  );
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test("commands and options that the documentation names are in the command line", () => {
  const program = readProjectFile("src/cli/main.ts");
  const commands = new Set([...program.matchAll(/\.command\("(\w+)"\)/g)].map((m) => m[1] ?? ""));
  const options = new Set([...program.matchAll(/"--([\w-]+)/g)].map((m) => m[1] ?? ""));
  const calls = PAGES.flatMap((page) => [
    ...readProjectFile(page).matchAll(/(?:npx |`)faultline ([a-z]+)([^`\n#]*)/g),
  ]);
  expect(calls.length).toBeGreaterThan(5);
  for (const [call, command = "", rest = ""] of calls) {
    expect(commands, call).toContain(command);
    for (const [, option = ""] of rest.matchAll(/--([\w-]+)/g))
      expect(options, call).toContain(option);
  }
});
