// What a tidy rule says about the tree: where, what is wrong and what to do. Knows no rule.

/** One broken rule. `line` counts from 1. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly what: string;
  readonly todo: string;
}

/** One line a finding, sorted by place; compared against "" in tests, so that a failure prints them all. */
export function render(findings: readonly Finding[]): string {
  const order = (a: Finding, b: Finding): number =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line;
  return [...findings]
    .sort(order)
    .map(({ file, line, what, todo }) => `${file}:${String(line)}: ${what}. ${todo}.`)
    .join("\n");
}
