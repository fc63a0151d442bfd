// Histories of a lock with leases and of the value it protects, in memory: right, or with mistakes that happen now and then.
import { type History, HistoryBuilder } from "../../../src/core/history.ts";
import { nanos, processId } from "../../../src/core/ids.ts";
import type { EventType } from "../../../src/core/op.ts";
import type { Random } from "../../../src/core/random.ts";

/** How likely each is, each time it could happen; left out, never. */
export interface Chances {
  /** Gives the lock though somebody holds it. */
  readonly giveTwice?: number;
  /** Gives a token that is not new. */
  readonly oldToken?: number;
  /** Does not look at a write's token. */
  readonly unfenced?: number;
  /** The holder's lease runs out, an event at a time: no mistake of the lock. */
  readonly expire?: number;
  /** An operation's outcome stays unknown. */
  readonly unknown?: number;
}

type Step = "acquire" | "read" | "write" | "release";

interface Answer {
  readonly type: Exclude<EventType, "invoke">;
  readonly value: number | null;
}

interface Client {
  process: number;
  step: Step;
  input: number | null;
  token: number;
  isOpen: boolean;
  /** Null while it has not taken effect. */
  answer: Answer | null;
}

const CLIENTS = 4;
const AFTER: Readonly<Record<Step, Step>> = {
  acquire: "read",
  read: "write",
  write: "release",
  release: "acquire",
};

class Service {
  holder: number | null = null;
  #token = 0;
  #fence = 0;
  #value: number | null = null;
  readonly #chances: Chances;
  readonly #random: Random;

  constructor(chances: Chances, random: Random) {
    this.#chances = chances;
    this.#random = random;
  }

  happens(what: keyof Chances): boolean {
    return this.#random.chance(this.#chances[what] ?? 0);
  }

  apply({ process, step, input, token }: Client): Answer {
    if (step === "read") return { type: "ok", value: this.#value };
    if (step === "write") return this.#write(token, input);
    if (step === "release") return this.#release(process);
    if (this.holder !== null && !this.happens("giveTwice")) return { type: "fail", value: null };
    this.holder = process;
    this.#token++;
    const value = this.happens("oldToken") ? this.#random.int(1, this.#token) : this.#token;
    return { type: "ok", value };
  }

  #write(token: number, input: number | null): Answer {
    if (token < this.#fence && !this.happens("unfenced")) return { type: "fail", value: input };
    this.#fence = Math.max(token, this.#fence);
    this.#value = input;
    return { type: "ok", value: input };
  }

  #release(process: number): Answer {
    if (this.holder !== process) return { type: "fail", value: null };
    this.holder = null;
    return { type: "ok", value: null };
  }
}

export function lockHistory(random: Random, events: number, chances: Chances): History {
  const builder = new HistoryBuilder();
  const service = new Service(chances, random);
  const fresh = { step: "acquire", input: null, token: 0, isOpen: false, answer: null } as const;
  const clients = Array.from({ length: CLIENTS }, (_, process): Client => ({ process, ...fresh }));
  let [processes, values] = [CLIENTS, 0];
  while (builder.length < events) {
    if (service.happens("expire")) service.holder = null;
    const client = random.pick(clients);
    const { process, step } = client;
    const append = (type: EventType, value: number | null): void => {
      const error = type === "fail" ? { error: { code: "precondition", message: "no" } } : {};
      const time = nanos(builder.length * 1e6);
      builder.append({ process: processId(process), type, f: step, value, time, ...error });
    };
    if (!client.isOpen) {
      Object.assign(client, { isOpen: true, input: step === "write" ? ++values : null });
      append("invoke", client.input);
    } else if (client.answer === null) {
      client.answer = service.apply(client);
      if (service.happens("unknown")) client.answer = { type: "info", value: client.input };
    } else {
      const { type, value } = client.answer;
      append(type, value);
      Object.assign(client, { isOpen: false, answer: null });
      if (type === "info") Object.assign(client, { process: processes++, step: "acquire" });
      else if (step !== "acquire" || type === "ok") client.step = AFTER[step];
      if (step === "acquire" && type === "ok") client.token = value ?? 0;
    }
  }
  return builder.build();
}
