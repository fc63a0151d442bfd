// What a search job is between threads: the events of its objects in columns, which are copied at once and take a tenth of what
// operations do. Knows nothing of searches.
import { History } from "../../../core/history.ts";
import type { Json } from "../../../core/json.ts";
import type { OpError } from "../../../core/op.ts";
import { type KeyedObject, objectsOf } from "../objects.ts";
import { opTableOf } from "../op-table.ts";
import type { Limits } from "./decide.ts";
import type { JobObject } from "./search-job.ts";

const NONE = -1;

/** Plain data: it survives structured cloning. */
export interface Handover {
  readonly model: string;
  readonly initial: Json;
  readonly limits: Limits;
  /** Positions in the check's list; events have the place of their object in this as their key. */
  readonly objects: readonly number[];
  /** Where each event stands in the whole history. */
  readonly event: Int32Array;
  readonly type: Uint8Array;
  readonly f: Uint16Array;
  readonly object: Int32Array;
  readonly pair: Int32Array;
  readonly functions: readonly string[];
  readonly values: readonly unknown[];
  readonly errors: ReadonlyMap<number, OpError>;
}

/** An object of a check's list. */
export interface Assigned {
  /** Its position. */
  readonly position: number;
  readonly object: KeyedObject;
}

/** The events of these objects, in order of time. */
export function handOver(
  history: History,
  assigned: readonly Assigned[],
  job: Pick<Handover, "model" | "initial" | "limits">,
): Handover {
  const { columns } = history;
  const owner = ownersOf(history, assigned);
  const event = new Int32Array(owner.length).map((_, at) => at).filter((at) => owner[at] !== NONE);
  const placeOf = new Int32Array(owner.length).fill(NONE);
  for (const [place, at] of event.entries()) placeOf[at] = place;
  const errors = new Map<number, OpError>();
  for (const [at, error] of columns.errors)
    if (placeOf[at] !== NONE) errors.set(placeOf[at] as number, error);
  return {
    ...job,
    objects: assigned.map(({ position }) => position),
    event,
    type: Uint8Array.from(event, (at) => columns.type[at] as number),
    f: Uint16Array.from(event, (at) => columns.f[at] as number),
    object: Int32Array.from(event, (at) => owner[at] as number),
    pair: Int32Array.from(event, (at) => placeOf[columns.pair[at] as number] ?? NONE),
    functions: columns.functions,
    values: Array.from(event, (at) => columns.values[at]),
    errors,
  };
}

/** Per event of the history the place of its object among those assigned; `NONE` where it belongs to none. */
function ownersOf(history: History, assigned: readonly Assigned[]): Int32Array {
  const owner = new Int32Array(history.length).fill(NONE);
  for (const [place, { object }] of assigned.entries())
    for (const { index, completion } of object.ops) {
      owner[index] = place;
      if (completion !== null) owner[completion] = place;
    }
  return owner;
}

/** The objects again, on the other side. Their operations have the events of the handover as indices. */
export function takeOver(handover: Handover): readonly JobObject[] {
  const { type, f, object, pair, functions, values, errors, objects } = handover;
  const history = new History(
    {
      ...{ type, f, key: object, pair, functions, values, errors },
      time: new Float64Array(type.length),
      process: new Int32Array(type.length),
      keys: objects,
    },
    [],
    [],
  );
  const everything = (): boolean => true;
  return objectsOf(opTableOf(history), everything, everything).map((keyed) => ({
    object: keyed.key as number,
    get ops() {
      return keyed.ops;
    },
  }));
}
