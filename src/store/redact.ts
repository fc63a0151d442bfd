// Keeps secrets of the environment out of every file a run writes. Knows values, not where they are written.

/** Replaces what must not be written. */
export type Redact = (text: string) => string;

const SECRET_NAME =
  /pass(word|wd|phrase)?$|secret|token|api_?key|access_?key|private_?key|credential|auth$/i;
/** Shorter values ("1", "true", "admin") stand in too many innocent places. */
const SHORTEST_SECRET = 6;

/** A redactor for the values of variables whose names look like secrets. */
export function redactorOf(environment: Readonly<Record<string, string | undefined>>): Redact {
  const secrets = Object.entries(environment)
    .filter(
      (entry): entry is [string, string] =>
        SECRET_NAME.test(entry[0]) && (entry[1]?.length ?? 0) >= SHORTEST_SECRET,
    )
    .sort(([, a], [, b]) => b.length - a.length);
  if (secrets.length === 0) return (text) => text;
  const replacements = new Map(
    secrets.flatMap(([name, value]) =>
      spellings(value).map((s) => [s, `[redacted ${name}]`] as const),
    ),
  );
  const pattern = new RegExp([...replacements.keys()].map(escapeForRegExp).join("|"), "g");
  return (text) => text.replace(pattern, (found) => replacements.get(found) ?? "[redacted]");
}

/** As it is, and as it stands inside a JSON string. */
function spellings(value: string): string[] {
  const inJson = JSON.stringify(value).slice(1, -1);
  return inJson === value ? [value] : [value, inJson];
}

const escapeForRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
