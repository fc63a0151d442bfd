// The streaming form of a register with compare-and-set, exact where every value is set once at a time: zones of values (Gibbons &
// Korach, "Testing Shared Memories", SIAM J. Comput. 26(4), 1997), those that successful cas glue together being one zone.
import type { RegisterFunction } from "../../models/register-object.ts";
import { showValue } from "../../models/value-table.ts";
import { CallMarks, type Mark } from "./call-marks.ts";
import {
  type Call,
  type End,
  type Finding,
  finding,
  type OnlineObject,
  sawFalse,
  type Trust,
} from "./online-object.ts";
import { keyOf } from "./value-key.ts";
import { Chain, Chains, type Setting } from "./value-chains.ts";

interface Open extends Call {
  readonly what: RegisterFunction | null;
  /** What a write or a cas sets. */
  readonly setting: Setting | null;
  /** Of what may yet add its call to a zone of which others have returned: a read or a cas. A write only begins one. */
  readonly mark: Mark<Chain> | null;
}

/** Of the models register, cas-register and kv. */
const FUNCTIONS: Readonly<Partial<Record<string, RegisterFunction>>> = {
  read: "read",
  get: "read",
  write: "write",
  put: "write",
  cas: "cas",
};

export interface OnlineRegisterOptions {
  readonly initial: unknown;
  /** A read of null says nothing, although the register holds something at first. */
  readonly silentNull: boolean;
}

/**
 * A value's zone reaches from the first return of an operation that shows it (`first`) to the last call of one (`last`). A must
 * come before B iff A.first < B.last, and an order exists iff no two must come before each other, and within a chain
 * nothing is called on a value after its successor was seen. `first` never changes, since returns come in order; so a
 * violation comes only with a `last` that grows, which is asked against all other zones then: exact at the first bad event.
 *
 * What is dropped. Let m be the earliest open call that may still end and be an observation (reads, cas; not operations of
 * unknown outcome, which never end, and not writes, whose return only begins a zone). Whatever is seen from now on is seen by a
 * call not before m. A value whose successor was seen before m, and a zone that must come before another one that began
 * before m, can therefore not be seen again without a violation: "gone", exactly as if nobody had ever set them, so forgetting
 * them gives the same answers. A setting of unknown outcome that nobody saw stays, being a value that may appear at any time;
 * this is what grows with lost operations, one entry each. Memory: open calls, and values that may still be read.
 */
export class OnlineRegister implements OnlineObject<Open> {
  trust: Trust = "exact";
  readonly #silentNull: boolean;
  readonly #marks = new CallMarks<Chain>();
  readonly #chains: Chains;

  constructor({ initial, silentNull }: OnlineRegisterOptions) {
    this.#silentNull = silentNull && initial !== null;
    this.#chains = new Chains(this.#marks, initial);
  }

  call(call: Call): Open {
    const what = FUNCTIONS[call.f] ?? null;
    const setting = what === "write" || what === "cas" ? this.#set(call, what) : null;
    const mark = what === "read" || what === "cas" ? this.#marks.open(call.index) : null;
    return { ...call, what, setting, mark };
  }

  /** A value that may still be seen and is set again names two writes: which of them a read saw nobody knows. */
  #set({ index, input }: Call, what: "write" | "cas"): Setting | null {
    const pair = what === "cas" ? (input as readonly [unknown, unknown]) : null;
    const value = pair === null ? input : pair[1];
    const setting = this.#chains.set(index, value, pair === null ? null : { key: keyOf(pair[0]) });
    if (setting === null) this.trust = "none";
    return setting;
  }

  end(open: Open, end: End): Finding | null {
    const found = open.what === "read" ? this.#read(open, end) : this.#change(open, end);
    if (found !== null) return found;
    if (open.mark !== null) {
      const mayAppear = end.type === "info" && open.setting?.chain === null;
      if (mayAppear) this.#marks.rest(open.mark);
      else this.#marks.close(open.mark);
    }
    this.#chains.drop();
    return null;
  }

  #read(open: Open, { index, type, value }: End): Finding | null {
    if (type !== "ok" || (this.#silentNull && value === null)) return null;
    return this.#chains.see(value, open, index);
  }

  #change(open: Open, end: End): Finding | null {
    const setting = open.setting as Setting;
    if (end.type === "ok") return this.#chains.show(setting, open, end.index);
    if (end.type === "info") return null;
    if (setting.chain !== null)
      return finding(
        `${open.f} of ${showValue(setting.value)} failed, but its value was seen`,
        open.index,
        setting.seenBy,
      );
    this.#chains.unset(setting);
    return open.what === "cas" && sawFalse(end) ? this.#refused(open, end) : null;
  }

  /** A cas that says what it found is a read; one that does not only says what it did not find, which is left to the whole check. */
  #refused(open: Open, { index, error }: End): Finding | null {
    if (error === undefined || !("seen" in error)) {
      this.trust = "sound";
      return null;
    }
    const [expected] = open.input as readonly [unknown, unknown];
    if (keyOf(expected) === keyOf(error.seen))
      return finding(
        `cas failed although it found ${showValue(expected)}, as expected`,
        open.index,
      );
    return this.#chains.see(error.seen, open, index);
  }
}
