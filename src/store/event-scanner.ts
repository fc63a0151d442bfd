// Reads one line of a history file straight from its bytes, where it is of the usual kind: the known members, each once, whole
// numbers, ASCII without escapes. Whatever else JSON allows it declines, and leaves to JSON.parse. Knows no files and no events.
import {
  BACKSLASH,
  BEYOND_ASCII,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  DOT,
  EXACT_DIGITS,
  LOWER_E,
  MINUS,
  NEWLINE,
  NINE,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  RETURN,
  SPACE,
  TAB,
  UPPER_E,
  ZERO,
} from "./ascii.ts";
import { StringCache } from "./string-cache.ts";

/** What nests deeper is left to JSON.parse, which does not recurse. */
const MAX_DEPTH = 32;

/** Stands for what the scanner declines. */
const UNUSUAL = Symbol("left to JSON.parse");

/** The known members, in the order in which runs write them. */
const MEMBERS = ["index", "time", "process", "type", "f", "key", "value", "error"] as const;
type Member = (typeof MEMBERS)[number];

/** The members of a line as JSON.parse would give them; undefined where the line has none. */
export type ScannedLine = Readonly<Record<Member, unknown>>;

/** Scans lines one after the other. */
export class EventScanner {
  readonly #strings = new StringCache();
  readonly #line: Record<Member, unknown> = emptyLine();
  /** Elements of lists not yet closed; a list takes its own from the end, so that none is larger than it must be. */
  readonly #elements: unknown[] = [];
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;

  /** The line in `bytes` from `from` to `to`, valid until the next call; null where it is left to JSON.parse. */
  scan(bytes: Buffer, from: number, to: number): ScannedLine | null {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = to;
    this.#elements.length = 0;
    clear(this.#line);
    if (!this.#members()) return null;
    this.#skipSpace();
    return this.#at === this.#end ? this.#line : null;
  }

  #members(): boolean {
    if (!this.#takes(OPEN_OBJECT)) return false;
    let next = 0;
    do {
      const place = this.#member(next);
      const member = MEMBERS[place];
      if (member === undefined || this.#line[member] !== undefined) return false;
      next = place + 1;
      const value = this.#takes(COLON) ? this.#value(0) : UNUSUAL;
      if (value === UNUSUAL) return false;
      this.#line[member] = value;
    } while (this.#takes(COMMA));
    return this.#takes(CLOSE_OBJECT);
  }

  /** Which of the members is named here, -1 for none; looks first for those after `next`, as they usually follow. */
  #member(next: number): number {
    if (!this.#takes(QUOTE)) return -1;
    for (let tried = 0; tried < MEMBERS.length; tried++) {
      const place = (next + tried) % MEMBERS.length;
      const name = MEMBERS[place] as Member;
      const after = this.#at + name.length;
      if (this.#bytes[after] === QUOTE && this.#takesWord(name)) {
        this.#at++;
        return place;
      }
    }
    return -1;
  }

  #value(depth: number): unknown {
    this.#skipSpace();
    const byte = this.#at < this.#end ? (this.#bytes[this.#at] as number) : 0;
    if (byte === MINUS || (byte >= ZERO && byte <= NINE)) return this.#integer();
    this.#at++;
    if (byte === QUOTE) return this.#text();
    if (depth === MAX_DEPTH) return UNUSUAL;
    if (byte === OPEN_LIST) return this.#list(depth + 1);
    if (byte === OPEN_OBJECT) return this.#object(depth + 1);
    this.#at--;
    return this.#literal();
  }

  #integer(): unknown {
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
    const leadingZero = this.#bytes[first] === ZERO && (digits > 1 || negative);
    const next = at < this.#end ? this.#bytes[at] : 0;
    const goesOn = next === DOT || next === LOWER_E || next === UPPER_E;
    if (digits === 0 || digits > EXACT_DIGITS || leadingZero || goesOn) return UNUSUAL;
    this.#at = at;
    return negative ? -value : value;
  }

  /** What stands up to the closing quote. */
  #text(): unknown {
    const from = this.#at;
    for (let at = from; at < this.#end; at++) {
      const byte = this.#bytes[at] as number;
      if (byte === QUOTE) {
        this.#at = at + 1;
        return this.#strings.textOf(this.#bytes, from, at);
      }
      if (byte === BACKSLASH || byte < SPACE || byte >= BEYOND_ASCII) return UNUSUAL;
    }
    return UNUSUAL;
  }

  #list(depth: number): unknown {
    if (this.#takes(CLOSE_LIST)) return [];
    const elements = this.#elements;
    const first = elements.length;
    do {
      const element = this.#value(depth);
      if (element === UNUSUAL) return UNUSUAL;
      elements.push(element);
    } while (this.#takes(COMMA));
    if (!this.#takes(CLOSE_LIST)) return UNUSUAL;
    const list = elements.slice(first);
    elements.length = first;
    return list;
  }

  #object(depth: number): unknown {
    const object: Record<string, unknown> = {};
    if (this.#takes(CLOSE_OBJECT)) return object;
    do {
      const name = this.#takes(QUOTE) ? this.#text() : UNUSUAL;
      // Assigning `__proto__` makes no member.
      if (name === UNUSUAL || name === "__proto__" || !this.#takes(COLON)) return UNUSUAL;
      const value = this.#value(depth);
      if (value === UNUSUAL) return UNUSUAL;
      object[name as string] = value;
    } while (this.#takes(COMMA));
    return this.#takes(CLOSE_OBJECT) ? object : UNUSUAL;
  }

  #literal(): unknown {
    if (this.#takesWord("null")) return null;
    if (this.#takesWord("true")) return true;
    return this.#takesWord("false") ? false : UNUSUAL;
  }

  #takesWord(word: string): boolean {
    if (this.#at + word.length > this.#end) return false;
    for (let i = 0; i < word.length; i++)
      if (this.#bytes[this.#at + i] !== word.charCodeAt(i)) return false;
    this.#at += word.length;
    return true;
  }

  /** Steps over space and, if it comes next, over `byte`. */
  #takes(byte: number): boolean {
    this.#skipSpace();
    if (this.#at >= this.#end || this.#bytes[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    while (this.#at < this.#end && isSpace(this.#bytes[this.#at] as number)) this.#at++;
  }
}

const isSpace = (byte: number): boolean =>
  byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB;

const emptyLine = (): Record<Member, unknown> => ({
  index: undefined,
  time: undefined,
  process: undefined,
  type: undefined,
  f: undefined,
  key: undefined,
  value: undefined,
  error: undefined,
});

/** Member by member: whatever does it in a loop or makes a new line costs a third of the scan. */
function clear(line: Record<Member, unknown>): void {
  line.index = undefined;
  line.time = undefined;
  line.process = undefined;
  line.type = undefined;
  line.f = undefined;
  line.key = undefined;
  line.value = undefined;
  line.error = undefined;
}
