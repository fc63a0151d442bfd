// The streaming form of a set whose elements are added, removed and looked for one by one: each element is an object of its own.
import { showValue } from "../../models/value-table.ts";
import { type Deed, Member } from "./member.ts";
import {
  type Call,
  type End,
  type Finding,
  finding,
  type OnlineObject,
  type Trust,
} from "./online-object.ts";
import { keyOf } from "./value-key.ts";

interface Followed {
  readonly key: unknown;
  readonly value: unknown;
  readonly member: Member;
  /** Calls since it was last at rest. */
  readonly calls: number[];
}

interface Open extends Call {
  /** Null where the element is too busy to be followed. */
  readonly followed: Followed | null;
  readonly slot: number;
}

const DEEDS: ReadonlySet<string> = new Set<Deed>(["add", "remove", "contains"]);
/** Calls that a finding names. */
const NAMED_CALLS = 6;

/**
 * What is dropped: an element with no open and no lost call is there or not, and that is all that what follows depends on (the end
 * of every other call is before all that are to come). Those that are there are live values; of those that are not, nothing is
 * kept. Memory: open and lost calls, and the elements.
 */
export class ElementSet implements OnlineObject<Open> {
  trust: Trust = "exact";
  /** Keys of the elements at rest that are there. */
  readonly #there: Set<unknown>;
  readonly #followed = new Map<unknown, Followed>();
  /** Keys of elements that nothing is known of any more. */
  readonly #given = new Set<unknown>();

  constructor(initial: unknown) {
    this.#there = new Set(
      (Array.isArray(initial) ? (initial as readonly unknown[]) : []).map(keyOf),
    );
  }

  call(call: Call): Open {
    const followed = DEEDS.has(call.f) ? this.#follow(call.input) : null;
    const slot = followed?.member.open(call.f as Deed) ?? null;
    if (followed === null || slot === null)
      return { ...call, followed: this.#giveUp(call.input), slot: 0 };
    followed.calls.push(call.index);
    if (followed.calls.length > NAMED_CALLS) followed.calls.shift();
    return { ...call, followed, slot };
  }

  #follow(value: unknown): Followed | null {
    const key = keyOf(value);
    if (this.#given.has(key)) return null;
    const known = this.#followed.get(key);
    if (known !== undefined) return known;
    const followed = { key, value, member: new Member(this.#there.delete(key)), calls: [] };
    this.#followed.set(key, followed);
    return followed;
  }

  /** Elements are independent, so what is said of the others stays true. */
  #giveUp(value: unknown): null {
    this.trust = "sound";
    this.#given.add(keyOf(value));
    this.#followed.delete(keyOf(value));
    return null;
  }

  end({ followed, slot, f, index }: Open, end: End): Finding | null {
    if (followed === null || this.#given.has(followed.key)) return null;
    const { member, key, value, calls } = followed;
    if (!agree(member, slot, f, end))
      return finding(
        `${f} of ${showValue(value)} ended ${wordsOf(end)}, which no order of what was done to ${showValue(value)} explains`,
        ...calls,
        index,
      );
    const { settled } = member;
    if (settled === null) return null;
    this.#followed.delete(key);
    if (settled) this.#there.add(key);
    return null;
  }
}

function agree(member: Member, slot: number, f: string, { type, value }: End): boolean {
  if (type === "fail") return member.failed(slot);
  if (type === "ok") {
    const told = toldBy(value);
    return member.happened(slot, told !== null && f === "add" ? !told : told);
  }
  member.lost(slot);
  return true;
}

/** What the operation says it found: whether the element was new to an add, whether it was there for the others. */
export function toldBy(value: unknown): boolean | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const told: unknown = value[1];
  return typeof told === "boolean" ? told : null;
}

function wordsOf({ type, value }: End): string {
  const told = type === "ok" ? toldBy(value) : null;
  return told === null ? type : `${type} with ${String(told)}`;
}
