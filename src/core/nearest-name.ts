// The name that somebody may have meant: for errors about names there are not.

/** Names farther than this many edits are no slip of the finger. */
const MAX_EDITS = 3;

/** "Did you mean x? There are: a, b, x." */
export function namesHint(wanted: string, names: readonly string[]): string {
  const [nearest] = names
    .map((name) => ({ name, edits: editsBetween(wanted, name) }))
    .filter(({ edits, name }) => edits <= MAX_EDITS && edits < name.length)
    .sort((a, b) => a.edits - b.edits);
  const there = `There are: ${names.join(", ")}.`;
  return nearest === undefined ? there : `Did you mean ${nearest.name}? ${there}`;
}

/** Levenshtein's distance, row by row. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + Number(a[i - 1] !== b[j - 1]);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
