// A reader of EDN (extensible data notation), the part that histories use: each form becomes what JSON would hold, with the line it
// began on. Keywords and symbols become text, records and other tagged forms their value. Knows nothing of histories.

/** A form that is not EDN, and the line it stands on. */
export class EdnSyntaxError extends Error {
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** What a form is read as; maps are objects with the text of their keys as members. */
export type EdnValue =
  null | boolean | number | string | readonly EdnValue[] | { readonly [member: string]: EdnValue };

// A token: a string, a delimiter (with its dispatch), a comment, or anything else up to the next delimiter.
const TOKEN =
  /"(?:[^"\\]|\\.)*"|#\{|#_|[()[\]{}]|;[^\n]*|\\.[^\s,()[\]{}"]*|[^\s,()[\]{}";]+|[\s,]+|./gsu;
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "#{": "}" };
const NUMBER = /^[+-]?(?:\d+N?|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?M?)$/;
const RATIO = /^([+-]?\d+)\/(\d+)$/;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };
const CHARACTERS: Readonly<Record<string, string>> = {
  newline: "\n",
  space: " ",
  tab: "\t",
  return: "\r",
};
/** Forms may nest so deep; deeper is hostile. */
const MAX_DEPTH = 200;

/** A form at the top of a file, or a member of the one vector or list around all. */
export interface EdnForm {
  readonly value: EdnValue;
  readonly line: number;
}

/** Reads forms one by one from a text. */
export class EdnReader {
  readonly #text: string;
  readonly #token: RegExp;
  #line = 1;
  #peeked: string | null = null;
  #ended = false;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#token = new RegExp(TOKEN);
  }

  /** The forms of the text; those of a vector or list at its top are taken one by one. Throws `EdnSyntaxError`. */
  *forms(): IterableIterator<EdnForm> {
    for (let token = this.#peek(); token !== null; token = this.#peek()) {
      const line = this.#line;
      if (token === "[" || token === "(") {
        this.#take();
        yield* this.#until(CLOSING[token] as string, line);
      } else if (!this.#skipDiscarded()) yield { value: this.#read(), line };
    }
  }

  *#until(closing: string, opened: number): IterableIterator<EdnForm> {
    while (this.#peek() !== closing) {
      if (this.#peek() === null)
        throw new EdnSyntaxError(`the end of the file stands where ${closing} should`, opened);
      const line = this.#line;
      if (!this.#skipDiscarded()) yield { value: this.#read(), line };
    }
    this.#take();
  }

  #skipDiscarded(): boolean {
    if (this.#peek() !== "#_") return false;
    this.#take();
    this.#read();
    return true;
  }

  #read(): EdnValue {
    const token = this.#take();
    const closing = CLOSING[token];
    if (closing !== undefined) return this.#collection(token, closing);
    if (token.startsWith('"')) return this.#string(token);
    if (token.startsWith("##")) return token.slice(2); // ##Inf and ##NaN are values, not tags
    if (token.startsWith("#")) return this.#read(); // a tag says how to read what follows: as it stands will do
    if (/^[)\]}]$/.test(token)) throw new EdnSyntaxError(`${token} closes nothing`, this.#line);
    return atomOf(token);
  }

  #collection(opening: string, closing: string): EdnValue {
    if (++this.#depth > MAX_DEPTH)
      throw new EdnSyntaxError(`nested deeper than ${String(MAX_DEPTH)}`, this.#line);
    const forms = [...this.#until(closing, this.#line)].map(({ value }) => value);
    this.#depth--;
    if (opening !== "{") return forms;
    if (forms.length % 2 === 1)
      throw new EdnSyntaxError("a map has a key without a value", this.#line);
    const entries: [string, EdnValue][] = [];
    for (let i = 0; i < forms.length; i += 2)
      entries.push([nameOf(forms[i] as EdnValue), forms[i + 1] as EdnValue]);
    return Object.fromEntries(entries);
  }

  #string(token: string): string {
    if (token.length < 2 || !token.endsWith('"'))
      throw new EdnSyntaxError("a string has no end", this.#line);
    return token
      .slice(1, -1)
      .replace(/\\(u[0-9a-fA-F]{4}|.)/gs, (_, escape: string) =>
        escape.length > 1
          ? String.fromCharCode(Number.parseInt(escape.slice(1), 16))
          : (ESCAPES[escape] ?? escape),
      );
  }

  #take(): string {
    const token = this.#peek();
    if (token === null) throw new EdnSyntaxError("the file ends inside a form", this.#line);
    this.#peeked = null;
    for (let at = token.indexOf("\n"); at >= 0; at = token.indexOf("\n", at + 1)) this.#line++;
    return token;
  }

  /** The next token that is neither space nor comment; null at the end. */
  #peek(): string | null {
    while (this.#peeked === null && !this.#ended) {
      const token = this.#token.exec(this.#text)?.[0];
      // A regular expression that found nothing would begin anew.
      this.#ended = token === undefined;
      if (token === undefined) return null;
      if (!/^[\s,;]/.test(token)) this.#peeked = token;
      else for (const character of token) if (character === "\n") this.#line++;
    }
    return this.#peeked;
  }
}

function atomOf(token: string): EdnValue {
  if (token === "nil") return null;
  if (token === "true" || token === "false") return token === "true";
  if (token.startsWith(":")) return token.slice(1);
  if (NUMBER.test(token)) return Number(token.replace(/[NM]$/, ""));
  const ratio = RATIO.exec(token);
  if (ratio !== null) return Number(ratio[1]) / Number(ratio[2]);
  if (token.startsWith("\\")) return CHARACTERS[token.slice(1)] ?? token.slice(1);
  return token;
}

const nameOf = (key: EdnValue): string => (typeof key === "string" ? key : JSON.stringify(key));
