// Random histories of small collections that work, or nearly: every call takes effect at some moment or never, every answer is true,
// and then perhaps a few answers are lies. What the linear-time paths are compared with the oracle on.
import { type History, HistoryBuilder } from "../../src/core/history.ts";
import { nanos, processId } from "../../src/core/ids.ts";
import type { HistoryEvent } from "../../src/core/op.ts";
import type { Random } from "../../src/core/random.ts";
import {
  COLLECTIONS,
  type Call,
  type Collection,
  type Effect,
  PRECONDITION,
  type System,
} from "./collections.ts";

type Event = Omit<HistoryEvent, "index" | "time">;

interface Open extends Call {
  readonly process: number;
  readonly key: string | undefined;
  /** What it found; undefined until it takes effect. */
  effect: Effect | undefined;
}

/** Of at most `maxOps` operations on one key or two. */
export function workingCollection(name: string, random: Random, maxOps: number): History {
  const collection = COLLECTIONS[name];
  if (collection === undefined) throw new Error(`there is no collection ${name}`);
  const events = simulate(collection, random, maxOps);
  for (let lies = random.pick([0, 1, 1, 1, 2]); lies > 0; lies--)
    lie(collection(random), events, random);
  const builder = new HistoryBuilder();
  for (const event of events) builder.append({ ...event, time: nanos(builder.length * 1e9) });
  return builder.build();
}

function simulate(collection: Collection, random: Random, maxOps: number): Event[] {
  const events: Event[] = [];
  const keys = random.chance(0.8) ? [undefined] : ["x", "y"];
  const systems = new Map(keys.map((key) => [key, collection(random)]));
  const lost = random.pick([0, 0, 0.1, 0.3]);
  let fresh = random.int(1, 4);
  const idle = Array.from({ length: fresh }, (_, i) => i);
  const open: Open[] = [];
  const late: Open[] = [];
  const tell = (
    { process, f, key }: Open,
    type: Event["type"],
    value: unknown,
    code?: string,
    more: Pick<Effect, "seen"> = {},
  ): void => {
    const error = code === undefined ? {} : { error: { code, message: code, ...more } };
    events.push({
      process: processId(process),
      type,
      f,
      ...(key === undefined ? {} : { key }),
      value,
      ...error,
    });
  };
  const takeEffect = (call: Open): void => {
    call.effect = systems.get(call.key)?.apply(call, call.process);
  };
  for (let left = random.int(2, maxOps); left > 0 || open.length > 0;) {
    if (late.length > 0 && random.chance(0.3)) takeEffect(late.shift() as Open);
    if (left > 0 && idle.length > 0 && (open.length === 0 || random.chance(0.5))) {
      const [process] = idle.splice(random.int(0, idle.length - 1), 1) as [number];
      const key = random.pick(keys);
      const call = {
        ...(systems.get(key) as { call: (p: number) => Call }).call(process),
        process,
        key,
        effect: undefined,
      };
      left--;
      open.push(call);
      tell(call, "invoke", call.value);
      continue;
    }
    const at = random.int(0, open.length - 1);
    const call = open[at] as Open;
    if (call.effect === undefined && random.chance(0.6)) {
      takeEffect(call);
      continue;
    }
    open.splice(at, 1);
    if (random.chance(lost)) {
      tell(call, "info", call.value, "timeout");
      if (call.effect === undefined && random.chance(0.6)) late.push(call);
      idle.push(fresh++);
    } else {
      if (call.effect === undefined && random.chance(0.05))
        tell(call, "fail", call.value, "refused");
      else {
        if (call.effect === undefined) takeEffect(call);
        const { output, refused, seen } = call.effect as unknown as Effect;
        if (refused === true)
          tell(call, "fail", call.value, "precondition", seen === undefined ? {} : { seen });
        else tell(call, "ok", output);
      }
      idle.push(call.process);
    }
  }
  return events;
}

/** One answer becomes another one's, or something else; or an observation becomes an answer, or the other way round. */
function lie({ tells, instead }: System, events: Event[], random: Random): void {
  const liars = [...events.keys()].filter((i) => {
    const { type, f, error } = events[i] as Event;
    return tells.includes(f) && (type === "ok" || error?.code === "precondition");
  });
  if (liars.length === 0) return;
  const [one, other] = [random.pick(liars), random.pick(liars)];
  const [a, b] = [events[one] as Event, events[other] as Event];
  if (a.f === b.f && a.type === b.type && random.chance(0.6)) {
    events[one] = { ...a, value: b.value };
    events[other] = { ...b, value: a.value };
    return;
  }
  const { error: _, ...rest } = a;
  const value = instead(a.f, a.value);
  events[one] =
    value === PRECONDITION
      ? { ...rest, type: "fail", error: { code: "precondition", message: "precondition" } }
      : { ...rest, type: "ok", value };
}
