// A reader of EDN (extensible data notation), the part that histories use: each form becomes what JSON would hold, with the line it
// began on. Takes a text in pieces and holds no more of it than one form. Knows nothing of histories and files.
import {
  APOSTROPHE,
  BACKSLASH,
  BEYOND_ASCII,
  CARET,
  CLOSE_LIST,
  CLOSE_OBJECT,
  CLOSE_PARENTHESIS,
  COLON,
  EXACT_DIGITS,
  HASH,
  MINUS,
  NEWLINE,
  NINE,
  OPEN_LIST,
  OPEN_OBJECT,
  OPEN_PARENTHESIS,
  QUOTE,
  SEMICOLON,
  UNDERSCORE,
  ZERO,
} from "./ascii.ts";
import {
  atomOf,
  characterOf,
  EdnSyntaxError,
  type EdnValue,
  mapOf,
  setOf,
  Tagged,
  unescaped,
} from "./edn-value.ts";
import { StringCache } from "./string-cache.ts";

/** Forms may nest so deep; deeper is hostile. */
const MAX_DEPTH = 200;
/** Stands for a byte after the last. */
const END = -1;

const tableOf = (characters: string): Uint8Array => {
  const table = new Uint8Array(256);
  for (let i = 0; i < characters.length; i++) table[characters.charCodeAt(i)] = 1;
  return table;
};
const BLANK = tableOf(" \t\n\v\f\r,");
const DELIMITER = tableOf(' \t\n\v\f\r,()[]{}";');

/** Thrown inside the reader: the form goes on in the next piece. */
const MORE = new Error("the form goes on in the next piece");

/** Is shown a form and the line it began on. */
type FormVisitor = (value: EdnValue, line: number) => void;

/** Reads the forms of a text and shows them to a visitor; those of a vector or list at its top one by one. */
export class EdnReader {
  readonly #visit: FormVisitor;
  readonly #kept: ReadonlySet<string>;
  readonly #strings = new StringCache();
  /** Elements of collections not yet closed; each takes its own from the end. */
  readonly #elements: EdnValue[] = [];
  /** What closes the vector or list around all, and where it began. */
  #outer: { readonly closing: number; readonly line: number } | null = null;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;
  #last = false;
  #line = 1;
  #depth = 0;

  /** Forms with a tag of `kept` are shown as `Tagged`; of other tagged forms, only the value. */
  constructor(visit: FormVisitor, kept: ReadonlySet<string> = new Set()) {
    this.#visit = visit;
    this.#kept = kept;
  }

  /**
   * Takes the forms that end within the first `length` bytes and returns how many bytes they were; what is left must be given again,
   * with more behind it. `last`: nothing follows. Throws `EdnSyntaxError`.
   */
  take(bytes: Buffer, length: number, last: boolean): number {
    this.#bytes = bytes;
    this.#end = length;
    this.#last = last;
    this.#at = 0;
    let [taken, line] = [0, this.#line];
    try {
      while (this.#takeOne()) [taken, line] = [this.#at, this.#line];
      return length;
    } catch (error) {
      if (error !== MORE) throw error;
      this.#line = line;
      return taken;
    }
  }

  /** False at the end of the text. */
  #takeOne(): boolean {
    this.#depth = 0;
    this.#elements.length = 0;
    const byte = this.#next();
    const line = this.#line;
    if (byte === END) {
      if (this.#outer !== null) throw this.#endsBefore(this.#outer.closing, this.#outer.line);
      return false;
    }
    if (this.#outer === null && this.#opensAll(byte)) return true;
    if (byte === this.#outer?.closing) {
      this.#outer = null;
      this.#at++;
    } else this.#visit(this.#read(), line);
    return true;
  }

  /** Steps into a vector or list at the top, tagged or not. */
  #opensAll(byte: number): boolean {
    const [at, line] = [this.#at, this.#line];
    let opening = byte;
    if (byte === HASH && this.#beginsTag(at + 1)) {
      this.#at++;
      this.#token();
      opening = this.#next();
    }
    if (opening === OPEN_LIST || opening === OPEN_PARENTHESIS) {
      this.#outer = { closing: closingOf(opening), line };
      this.#at++;
      return true;
    }
    [this.#at, this.#line] = [at, line];
    return false;
  }

  #read(): EdnValue {
    if (++this.#depth > MAX_DEPTH)
      throw new EdnSyntaxError(`nested deeper than ${String(MAX_DEPTH)}`, this.#line);
    const value = this.#form();
    this.#depth--;
    return value;
  }

  #form(): EdnValue {
    const byte = this.#next();
    if (byte === MINUS || (byte >= ZERO && byte <= NINE)) return this.#number();
    switch (byte) {
      case END:
        throw new EdnSyntaxError("the file ends inside a form", this.#line);
      case QUOTE:
        return this.#string();
      case OPEN_OBJECT:
        return mapOf(this.#pairs());
      case OPEN_LIST:
      case OPEN_PARENTHESIS:
        return this.#collection(closingOf(byte));
      case CLOSE_OBJECT:
      case CLOSE_LIST:
      case CLOSE_PARENTHESIS:
        throw new EdnSyntaxError(`${String.fromCharCode(byte)} closes nothing`, this.#line);
      case BACKSLASH:
        return this.#character();
      case COLON:
        this.#at++;
        return this.#token();
      case CARET: // metadata says nothing about the value
        this.#at++;
        this.#read();
        return this.#read();
      case HASH:
        this.#at++;
        return this.#dispatch();
      default:
        return atomOf(this.#token());
    }
  }

  /** What stands after a `#`. */
  #dispatch(): EdnValue {
    switch (this.#byteAt(this.#at)) {
      case OPEN_OBJECT:
        return setOf(this.#collection(CLOSE_OBJECT));
      case OPEN_PARENTHESIS:
      case QUOTE: // a regular expression
        return this.#read();
      case HASH: // ##Inf, ##-Inf, ##NaN
      case APOSTROPHE: // a var
        this.#at++;
        return this.#token();
      case COLON:
        this.#at++;
        return this.#namespacedMap(this.#token());
      default:
        return this.#tagged(this.#token());
    }
  }

  #tagged(tag: string): EdnValue {
    const value = this.#read();
    return this.#kept.has(tag) ? new Tagged(tag, value) : value;
  }

  /** `#:a{:b 1}` is `{:a/b 1}`; only keywords are named so, and `:_/b` is `:b`. */
  #namespacedMap(namespace: string): EdnValue {
    if (this.#next() !== OPEN_OBJECT)
      throw new EdnSyntaxError(`no map follows #:${namespace}`, this.#line);
    return mapOf(this.#pairs(namespace));
  }

  /** The keys and values of a map in turn. */
  #pairs(namespace: string | null = null): readonly EdnValue[] {
    const line = this.#line;
    const forms = this.#collection(CLOSE_OBJECT, namespace);
    if (forms.length % 2 === 0) return forms;
    throw new EdnSyntaxError("a map has a key without a value", line);
  }

  #collection(closing: number, namespace: string | null = null): EdnValue[] {
    const line = this.#line;
    const elements = this.#elements;
    const first = elements.length;
    this.#at++;
    for (let byte = this.#next(); byte !== closing; byte = this.#next()) {
      if (byte === END) throw this.#endsBefore(closing, line);
      const isName = namespace !== null && byte === COLON && (elements.length - first) % 2 === 0;
      const form = this.#read();
      elements.push(isName ? qualified(namespace, form as string) : form);
    }
    this.#at++;
    const taken = elements.slice(first);
    elements.length = first;
    return taken;
  }

  #endsBefore(closing: number, line: number): EdnSyntaxError {
    const bracket = String.fromCharCode(closing);
    return new EdnSyntaxError(`the end of the file stands where ${bracket} should`, line);
  }

  #number(): EdnValue {
    const negative = this.#bytes[this.#at] === MINUS;
    const first = negative ? this.#at + 1 : this.#at;
    let at = first;
    let value = 0;
    for (; at < this.#end; at++) {
      const digit = (this.#bytes[at] as number) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    const digits = at - first;
    const ends = at < this.#end && DELIMITER[this.#bytes[at] as number] === 1;
    if (!ends || digits === 0 || digits > EXACT_DIGITS) return atomOf(this.#token());
    this.#at = at;
    return negative && value !== 0 ? -value : value;
  }

  #string(): string {
    const from = this.#at + 1;
    const line = this.#line;
    let plain = true;
    for (let at = from; at < this.#end; at++) {
      const byte = this.#bytes[at] as number;
      if (byte === QUOTE) {
        this.#at = at + 1;
        if (plain) return this.#strings.textOf(this.#bytes, from, at);
        return unescaped(this.#bytes.toString("utf8", from, at));
      }
      if (byte === BACKSLASH) at++;
      if (byte === NEWLINE || (byte === BACKSLASH && this.#bytes[at] === NEWLINE)) this.#line++;
      if (byte === BACKSLASH || byte >= BEYOND_ASCII) plain = false;
    }
    if (!this.#last) throw MORE;
    throw new EdnSyntaxError("a string has no end", line);
  }

  /** What follows the backslash may be a delimiter. */
  #character(): string {
    const from = this.#at + 1;
    if (this.#byteAt(from) === END)
      throw new EdnSyntaxError("the file ends inside a form", this.#line);
    this.#at = this.#tokenEnd(from + 1);
    return characterOf(this.#bytes.toString("utf8", from, this.#at));
  }

  /** The text up to the next delimiter. */
  #token(): string {
    const from = this.#at;
    const end = this.#tokenEnd(from);
    if (end === from) throw new EdnSyntaxError("a name is missing", this.#line);
    this.#at = end;
    for (let at = from; at < end; at++)
      if ((this.#bytes[at] as number) >= BEYOND_ASCII)
        return this.#bytes.toString("utf8", from, end);
    return this.#strings.textOf(this.#bytes, from, end);
  }

  #tokenEnd(from: number): number {
    let at = from;
    while (at < this.#end && DELIMITER[this.#bytes[at] as number] === 0) at++;
    if (at >= this.#end && !this.#last) throw MORE;
    return at;
  }

  /** The byte that the next form begins with, or that closes a collection; blanks, comments and discarded forms are passed over. */
  #next(): number {
    while (this.#at < this.#end) {
      const byte = this.#bytes[this.#at] as number;
      if (BLANK[byte] === 1) {
        if (byte === NEWLINE) this.#line++;
        this.#at++;
      } else if (byte === SEMICOLON) this.#skipComment();
      else if (byte === HASH && this.#byteAt(this.#at + 1) === UNDERSCORE) {
        this.#at += 2;
        this.#read();
      } else return byte;
    }
    if (!this.#last) throw MORE;
    return END;
  }

  #skipComment(): void {
    const end = this.#bytes.indexOf(NEWLINE, this.#at);
    this.#at = end < 0 || end > this.#end ? this.#end : end;
  }

  #byteAt(at: number): number {
    if (at < this.#end) return this.#bytes[at] as number;
    if (!this.#last) throw MORE;
    return END;
  }

  /** Neither a set, a discarded form, a namespaced map nor a value of its own. */
  #beginsTag(at: number): boolean {
    return /[A-Za-z]/.test(String.fromCharCode(this.#byteAt(at)));
  }
}

const closingOf = (opening: number): number =>
  opening === OPEN_PARENTHESIS
    ? CLOSE_PARENTHESIS
    : opening === OPEN_LIST
      ? CLOSE_LIST
      : CLOSE_OBJECT;

function qualified(namespace: string, name: string): string {
  if (name.startsWith("_/")) return name.slice(2);
  return name.includes("/") ? name : `${namespace}/${name}`;
}
