// Keeps secrets of the environment out of every file a run writes. Knows values, not where they are written.

/** Replaces what must not be written. */
export type Redact = (text: string) => string;

const SECRET_NAME = /pass(word|wd|phrase)?$|_pwd$|secret|token|(api|[a-z])_?key$|credential|auth$/i;
/** The password of `postgres://user:password@host/db`. */
const PASSWORD_IN_URL = /:\/\/[^\s/:@]*:([^\s/@]+)@/;
/** Shorter values ("1", "true", "admin") stand in too many innocent places. */
const SHORTEST_SECRET = 6;

/** Keys whose values are words of the formats themselves; a password may be such a word by chance. */
const OWN_WORDS: ReadonlySet<string> = new Set(
  "format version status phase type kind f process node name scenario checker model verdict expect code backend dir report".split(
    " ",
  ),
);

/** Where nothing is secret. */
export const nothingSecret: Redact = (text) => text;

/** A redactor for variables whose names look like secrets, and for passwords in URLs; `nothingSecret` without any. */
export function redactorOf(environment: Readonly<Record<string, string | undefined>>): Redact {
  const secrets = Object.entries(environment)
    .map(([name, value = ""]) => [name, secretIn(name, value)] as const)
    .filter(([, secret]) => secret.length >= SHORTEST_SECRET)
    .sort(([, a], [, b]) => b.length - a.length);
  if (secrets.length === 0) return nothingSecret;
  const replacements = new Map(
    secrets.flatMap(([name, value]) =>
      spellings(value).map((s) => [s, `[redacted ${name}]`] as const),
    ),
  );
  const pattern = new RegExp([...replacements.keys()].map(escapeForRegExp).join("|"), "g");
  return (text) => text.replace(pattern, (found) => replacements.get(found) ?? "[redacted]");
}

/** A value as JSON in which strings are redacted, but no keys, no numbers and none of the formats' own words. */
export function redactedJson(value: unknown, redact: Redact, indent?: number): string {
  const json = JSON.stringify(value, null, indent);
  if (redact(json) === json) return json;
  const redacted = (key: string, part: unknown): unknown =>
    typeof part === "string" && !OWN_WORDS.has(key) ? redact(part) : part;
  return JSON.stringify(value, redacted, indent);
}

const secretIn = (name: string, value: string): string =>
  SECRET_NAME.test(name) ? value : (PASSWORD_IN_URL.exec(value)?.[1] ?? "");

/** As it is, as it stands inside a JSON string, and as it stands in a URL. */
const spellings = (value: string): readonly string[] => [
  ...new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]),
];

const escapeForRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
