// The values that a register has held or may yet hold, in chains: a cas that succeeded puts its value directly behind the one
// that it expected. Knows marks and zones, no kinds of calls.
import { showValue } from "../../models/value-table.ts";
import type { CallMarks, Zone } from "./call-marks.ts";
import { type Call, type Finding, finding } from "./online-object.ts";
import { keyOf } from "./value-key.ts";

/** A value and the one operation that sets it. */
export interface Setting {
  readonly value: unknown;
  /** Its call; -1 for what the register holds at first. */
  readonly call: number;
  /** The key of the value that a cas expects; null for a write. */
  readonly expects: { readonly key: unknown } | null;
  /** Null as long as nothing shows that it took place. */
  chain: Chain | null;
  /** The call of the operation that showed it first; -1 before. */
  seenBy: number;
  /** The event that showed a successor to have taken its place; Infinity without one. */
  replacedAt: number;
  successor: Setting | null;
  nextReplaced: Setting | null;
}

/** One value, or several that stand directly behind each other in every order. */
export class Chain implements Zone {
  readonly first: number;
  /** The call of the operation whose return is `first`. */
  readonly firstCall: number;
  last: number;
  /** The only value that a cas can still expect. */
  tail: Setting;
  gone = false;
  /** The chain that began next. */
  younger: Chain | null = null;
  older: Chain | null = null;

  constructor(first: number, firstCall: number, head: Setting) {
    this.first = first;
    this.firstCall = firstCall;
    this.last = head.call;
    this.tail = head;
  }
}

/** See `OnlineRegister` for what is dropped and why. */
export class Chains {
  readonly #marks: CallMarks<Chain>;
  readonly #settings = new Map<unknown, Setting>();
  #oldest: Chain | null = null;
  #youngest: Chain | null = null;
  #firstReplaced: Setting | null = null;
  #lastReplaced: Setting | null = null;

  constructor(marks: CallMarks<Chain>, initial: unknown) {
    this.#marks = marks;
    const start = this.set(-1, initial, null) as Setting;
    this.#begin(start, -1, -1);
  }

  /** An operation that may set the value from now on; null if another one may, or its value may still be seen. */
  set(call: number, value: unknown, expects: Setting["expects"]): Setting | null {
    const key = keyOf(value);
    if (this.#present(key) !== null) return null;
    const setting: Setting = {
      value,
      call,
      expects,
      chain: null,
      seenBy: -1,
      replacedAt: Infinity,
      successor: null,
      nextReplaced: null,
    };
    this.#settings.set(key, setting);
    return setting;
  }

  /** The operation failed before anybody saw its value. */
  unset(setting: Setting): void {
    this.#forget(setting);
  }

  /** The operation that sets the value returned at `now`. */
  show(setting: Setting, call: Call, now: number): Finding | null {
    return setting.chain === null ? this.#establish(setting, call, now) : null;
  }

  /** An operation that returned at `now` saw the value. */
  see(value: unknown, call: Call, now: number): Finding | null {
    const setting = this.#present(keyOf(value));
    if (setting === null) return this.#unexplained(value, call);
    if (setting.chain === null) return this.#establish(setting, call, now);
    if (setting.replacedAt < call.index)
      return finding(
        `${call.f} found ${showValue(value)}, but ${showValue(setting.successor?.value)} had taken its place before (seen at event ${String(setting.replacedAt)})`,
        setting.call,
        setting.successor?.call ?? -1,
        setting.successor?.seenBy ?? -1,
        call.index,
      );
    return this.#reach(setting.chain, call.index, value, call);
  }

  #present(key: unknown): Setting | null {
    const setting = this.#settings.get(key);
    return setting === undefined || setting.chain?.gone === true ? null : setting;
  }

  /** What shows a cas to have succeeded shows the value that it expected: back to one that was shown before, or was written. */
  #establish(setting: Setting, call: Call, now: number): Finding | null {
    const shown = [setting];
    let oldest = setting;
    while (oldest.expects !== null) {
      const before = this.#present(oldest.expects.key);
      if (before === null || shown.includes(before)) return this.#unfounded(oldest, call);
      if (before.successor !== null) return twoOf(before, oldest, call);
      if (before.chain !== null) break;
      shown.push(before);
      oldest = before;
    }
    let chain: Chain | null = null;
    let reach = call.index;
    for (const next of shown.reverse()) {
      chain =
        next.expects === null
          ? this.#begin(next, call.index, now)
          : this.#glue(next, call.index, now);
      reach = Math.max(reach, next.call);
    }
    return chain === null ? null : this.#reach(chain, reach, setting.value, call);
  }

  /** A zone that begins now conflicts with none: nothing has been called after it. */
  #begin(setting: Setting, firstCall: number, now: number): Chain {
    const chain = new Chain(now, firstCall, setting);
    chain.older = this.#youngest;
    if (this.#youngest === null) this.#oldest = chain;
    else this.#youngest.younger = chain;
    this.#youngest = chain;
    setting.chain = chain;
    setting.seenBy = firstCall;
    this.#marks.add(chain);
    return chain;
  }

  #glue(setting: Setting, seenBy: number, now: number): Chain {
    const before = this.#present(setting.expects?.key) as Setting;
    const chain = before.chain as Chain;
    before.successor = setting;
    before.replacedAt = now;
    if (this.#lastReplaced === null) this.#firstReplaced = before;
    else this.#lastReplaced.nextReplaced = before;
    this.#lastReplaced = before;
    setting.chain = chain;
    setting.seenBy = seenBy;
    chain.tail = setting;
    return chain;
  }

  #reach(chain: Chain, to: number, value: unknown, call: Call): Finding | null {
    if (to <= chain.last) return null;
    const other = this.#marks.conflict(chain, to);
    if (other !== null) return between(chain, other, value, call);
    chain.last = to;
    this.#marks.grew(chain);
    return null;
  }

  /** Forgets what cannot be seen any more. */
  drop(): void {
    const { best, second, call } = this.#marks.head;
    for (let next = this.#firstReplaced; next !== null && next.replacedAt < call;) {
      this.#forget(next);
      next = this.#firstReplaced = next.nextReplaced;
      if (next === null) this.#lastReplaced = null;
    }
    if (best === null) return;
    for (let chain = this.#oldest; chain !== null && chain.first < best.last;) {
      const { younger } = chain;
      if (chain !== best || (second !== null && chain.first < second.last)) this.#remove(chain);
      chain = younger;
    }
  }

  #remove(chain: Chain): void {
    const { older, younger } = chain;
    if (older === null) this.#oldest = younger;
    else older.younger = younger;
    if (younger === null) this.#youngest = older;
    else younger.older = older;
    chain.older = chain.younger = null;
    chain.gone = true;
    this.#forget(chain.tail);
  }

  #forget(setting: Setting): void {
    const key = keyOf(setting.value);
    if (this.#settings.get(key) === setting) this.#settings.delete(key);
  }

  #unexplained(value: unknown, call: Call): Finding {
    const { best } = this.#marks.head;
    const text = showValue(value);
    if (best === null || best.tail.call < 0)
      return finding(`${call.f} found ${text}, which nobody had set`, call.index);
    return finding(
      `${call.f} found ${text}, which was never there or had certainly been replaced, by ${showValue(best.tail.value)} at the latest`,
      best.firstCall,
      best.last,
      call.index,
    );
  }

  #unfounded(cas: Setting, call: Call): Finding {
    return finding(
      `cas to ${showValue(cas.value)} succeeded, but the value that it expected was never there, or was certainly replaced before`,
      cas.call,
      call.index,
    );
  }
}

const twoOf = (expected: Setting, cas: Setting, call: Call): Finding =>
  finding(
    `cas to ${showValue(expected.successor?.value)} and cas to ${showValue(cas.value)} both succeeded on the same ${showValue(expected.value)}`,
    expected.call,
    expected.successor?.call ?? -1,
    cas.call,
    call.index,
  );

const between = (chain: Chain, other: Chain, value: unknown, call: Call): Finding =>
  finding(
    `${call.f} shows ${showValue(value)} after ${showValue(other.tail.value)}, but ${showValue(other.tail.value)} can only come after ${showValue(value)}`,
    chain.firstCall,
    other.firstCall,
    other.last,
    call.index,
  );
