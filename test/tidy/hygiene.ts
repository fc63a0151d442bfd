// What must never be committed: addresses of one's own network, folders of one's own machine, promises without a date.
import type { Finding } from "./finding.ts";

/** Lockfile keys that pin a download address: installs must work from whatever registry npm is set to. */
const RESOLVED = /"resolved":\s*"(?:https?|git)/;

/** A literal address; one with a variable for a host is none. */
const ADDRESS = /https?:\/\/([a-z0-9][a-z0-9.-]*)/gi;

/** Hosts that text may name: this machine, stand-ins of documentation, and pages worth reading. */
const HOSTS: ReadonlySet<string> = new Set([
  "host",
  "127.0.0.1",
  "localhost",
  "example.com",
  "www.w3.org",
  "keepachangelog.com",
  "semver.org",
  "github.com",
  "etcd.io",
]);

interface Pattern {
  readonly found: RegExp;
  readonly what: string;
  readonly todo: string;
  /** Files that the pattern is looked for in. */
  readonly files: RegExp;
}

// Spelled in parts, so that this file does not find itself.
const word = (...parts: readonly string[]): string => parts.join("");
const TEXT = /\.(ts|tsx|js|json|jsonl|md|sh|yml|yaml|html|css|txt)$|(^|\/)(Dockerfile|run)$/;
const CODE = /\.(ts|tsx|js|sh|css)$|(^|\/)(Dockerfile|run)$/;
const PROSE_OR_CODE = /\.(ts|tsx|js|md|sh|yml|html)$|(^|\/)(Dockerfile|run)$/;

const PATTERNS: readonly Pattern[] = [
  {
    found: new RegExp(
      `(?<![\\w.~$}/-]|[\\w}]["'])/(?:${["home", "Users", "root", "work"].map((d) => word(d, "/")).join("|")})(?!me\\b)[\\w.-]`,
    ),
    what: "an absolute path of one machine",
    todo: "Use a relative path or os.tmpdir(); `me` is the stand-in for a user's name",
    files: TEXT,
  },
  {
    found: new RegExp(`\\b(?:${word("TO", "DO")}|${word("FIX", "ME")}|${word("X", "XX")})\\b`),
    what: "a note to oneself",
    todo: "Do it, or open an issue",
    files: PROSE_OR_CODE,
  },
  {
    found: new RegExp(`${word("eslint-", "disable")}(?!.* -- \\S)`),
    what: "a lint rule switched off without a reason",
    todo: "Write the reason after ` -- ` on the same line, or mend the code",
    files: CODE,
  },
  {
    found: new RegExp(`${word("@ts-", "(?:ignore|nocheck)")}|${word("@ts-", "expect-error")}\\s*$`),
    what: "a type error hidden without a reason",
    todo: "Mend it, or use expect-error with the reason behind it",
    files: CODE,
  },
  {
    found: new RegExp(`\\b(?:describe|it|test)\\.${word("on", "ly")}\\(`),
    what: "a test that switches off all others",
    todo: "Remove the restriction",
    files: CODE,
  },
];

/** Findings of one file's text. */
export function hygieneFindings(file: string, text: string): readonly Finding[] {
  if (file.endsWith("package-lock.json")) return lockFindings(file, text);
  return text.split("\n").flatMap((line, index) => {
    const at = { file, line: index + 1 };
    const found = PATTERNS.filter(
      (pattern) => pattern.files.test(file) && pattern.found.test(line),
    );
    return [
      ...found.map(({ what, todo }) => ({ ...at, what, todo })),
      ...strangeHosts(file, line).map((host) => ({
        ...at,
        what: `an address of ${host}`,
        todo: "Leave mirrors to the user's configuration; a page that readers should see gets listed in test/tidy/hygiene.ts",
      })),
    ];
  });
}

const strangeHosts = (file: string, line: string): readonly string[] =>
  TEXT.test(file)
    ? [...line.matchAll(ADDRESS)].map((m) => m[1] ?? "").filter((host) => !HOSTS.has(host))
    : [];

function lockFindings(file: string, text: string): readonly Finding[] {
  const index = text.split("\n").findIndex((line) => RESOLVED.test(line));
  if (index === -1) return [];
  const todo = "Make it anew with `npm install --omit-lockfile-registry-resolved`";
  return [{ file, line: index + 1, what: "a download address in the lockfile", todo }];
}
