// Endless histories of working systems, an event at a time: what is judged as it comes is measured on them. Remembers no more than the
// systems themselves hold.
import {
  type Nanos,
  nanos,
  type OpIndex,
  opIndex,
  type ProcessId,
  processId,
} from "../src/core/ids.ts";
import type { HistoryEvent, Key } from "../src/core/op.ts";

interface Asked {
  readonly f: string;
  readonly key?: Key;
  readonly value: unknown;
}

/** A system with what clients ask of it. */
export interface EndlessSystem {
  ask(random: () => number): Asked;
  /** Takes effect, and gives the output; an error where a cas found another value than it expected. */
  serve(
    asked: Asked,
    random: () => number,
  ): { readonly value: unknown } | { readonly seen: unknown };
}

interface Client {
  process: ProcessId;
  asked: Asked | null;
  served: ReturnType<EndlessSystem["serve"]> | null;
}

export interface EndlessShape {
  readonly clients: number;
  /** Share of operations of which no answer comes. */
  readonly lost: number;
  /** Integer from 0. */
  readonly seed: number;
}

/** Clients take turns at random: call, take effect, return. */
export function* endlessHistory(
  system: EndlessSystem,
  { clients: count, lost, seed }: EndlessShape,
): Generator<HistoryEvent, never> {
  const random = quickRandom(seed);
  let fresh = count;
  const clients = Array.from({ length: count }, (_, i): Client => {
    return { process: processId(i), asked: null, served: null };
  });
  for (let index = 0; ;) {
    const client = clients[Math.floor(random() * count)] as Client;
    if (client.asked === null) {
      client.asked = system.ask(random);
      const { process, asked } = client;
      yield { index: opIndex(index), time: timeOf(index++), process, type: "invoke", ...asked };
    } else if (client.served === null) client.served = system.serve(client.asked, random);
    else {
      const isLost = random() < lost;
      yield answerOf(client.process, client.asked, isLost ? null : client.served, opIndex(index++));
      client.asked = client.served = null;
      if (isLost) client.process = processId(fresh++);
    }
  }
}

function answerOf(
  process: ProcessId,
  asked: Asked,
  served: Client["served"],
  index: OpIndex,
): HistoryEvent {
  const event = { index, time: timeOf(index), process, ...asked };
  if (served === null)
    return { ...event, type: "info", error: { code: "timeout", message: "no answer" } };
  if ("value" in served) return { ...event, type: "ok", value: served.value };
  const error = { code: "precondition", message: "found another", seen: served.seen };
  return { ...event, type: "fail", error };
}

/** Ten microseconds apart. */
const timeOf = (index: number): Nanos => nanos(index * 1e4);

/** xorshift32: statistics are all that is asked of it. */
function quickRandom(seed: number): () => number {
  let state = seed * 2 + 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
