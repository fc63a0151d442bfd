// What EDN is read as: JSON's values, and forms whose tag matters to whoever reads. Atoms are told apart here; structure is edn.ts's.

/** A form that is not EDN, and the line it stands on. */
export class EdnSyntaxError extends Error {
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** A form with a tag that the reader was told to keep. */
export class Tagged {
  readonly tag: string;
  readonly value: EdnValue;

  constructor(tag: string, value: EdnValue) {
    this.tag = tag;
    this.value = value;
  }
}

/** What a form is read as; maps are objects with the text of their keys as members. */
export type EdnValue =
  | null
  | boolean
  | number
  | string
  | readonly EdnValue[]
  | { readonly [member: string]: EdnValue }
  | Tagged;

const NUMBER = /^[+-]?(?:\d+N?|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?M?)$/;
const WHOLE = /^[+-]?\d+N?$/;
const RATIO = /^([+-]?\d+)\/(\d+)$/;

/**
 * A symbol, number, nil, true or false. Whole numbers beyond 2^53 stay text, all their digits: as numbers, two of them could become one.
 */
export function atomOf(token: string): EdnValue {
  if (token === "nil") return null;
  if (token === "true") return true;
  if (token === "false") return false;
  if (NUMBER.test(token)) {
    const digits = token.replace(/^\+|[NM]$/g, "");
    const number = Number(digits);
    if (!WHOLE.test(token)) return number;
    return Number.isSafeInteger(number) ? number + 0 : digits; // there is no whole -0
  }
  const ratio = RATIO.exec(token);
  return ratio === null ? token : Number(ratio[1]) / Number(ratio[2]);
}

const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ["newline", "\n"],
  ["space", " "],
  ["tab", "\t"],
  ["return", "\r"],
  ["formfeed", "\f"],
  ["backspace", "\b"],
]);

/** A character by what follows its backslash: itself, its name, or its code (`u00e9`, `o101`). */
export function characterOf(name: string): string {
  const code = /^(?:u([0-9a-fA-F]{4})|o([0-7]{1,3}))$/.exec(name);
  if (code === null) return CHARACTERS.get(name) ?? name;
  const [, hexadecimal, octal] = code;
  return String.fromCharCode(
    hexadecimal === undefined
      ? Number.parseInt(octal as string, 8)
      : Number.parseInt(hexadecimal, 16),
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

/** A string by what stands between its quotes. */
export const unescaped = (text: string): string =>
  text.replace(/\\(u[0-9a-fA-F]{4}|.)/gs, (_, escape: string) =>
    escape.length > 1
      ? String.fromCharCode(Number.parseInt(escape.slice(1), 16))
      : (ESCAPES[escape] ?? escape),
  );

/** A set's elements, in one order however they were written: equal sets are equal lists. */
export const setOf = (elements: EdnValue[]): EdnValue =>
  elements.every((element) => typeof element === "number")
    ? elements.sort((a, b) => a - b)
    : elements
        .map((element) => ({ element, text: JSON.stringify(element) }))
        .sort((a, b) => (a.text < b.text ? -1 : 1))
        .map(({ element }) => element);

/** A map from its keys and values in turn. */
export function mapOf(forms: readonly EdnValue[]): EdnValue {
  const map: Record<string, EdnValue> = {};
  for (let i = 0; i < forms.length; i += 2) {
    const key = forms[i] as EdnValue;
    const name = typeof key === "string" ? key : JSON.stringify(key);
    const value = forms[i + 1] as EdnValue;
    // Assigning `__proto__` makes no member.
    if (name === "__proto__") Object.defineProperty(map, name, { value, enumerable: true });
    else map[name] = value;
  }
  return map;
}
