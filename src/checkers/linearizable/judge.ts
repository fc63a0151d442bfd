// Judges every object of a history: the linear-time path of the model decides first, what it leaves goes to the general search.
import { assert } from "../../core/assert.ts";
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import type { CheckContext } from "../checker.ts";
import type { Model } from "../models/model.ts";
import { type KeyedObject, objectsOf } from "./objects.ts";
import type { OpTable } from "./op-table.ts";
import {
  IMPOSSIBLE,
  LINEARIZABLE,
  type PathAnswer,
  type PathOptions,
  type PathViolation,
  UNDECIDED,
} from "./paths/path.ts";
import { pathFor } from "./paths/paths.ts";
import { judgeObjects, type Judgement } from "./search/judge-objects.ts";

/** What the general search is called in verdicts. */
const SEARCH = "search";

export interface Judged {
  /** How many objects each algorithm decided or tried to. */
  readonly decidedBy: Readonly<Record<string, number>>;
  /** What the path found. */
  readonly violations: readonly PathViolation[];
  /** What was left to the search, and what became of each. */
  readonly searched: readonly { readonly object: KeyedObject; readonly judgement: Judgement }[];
}

/** Never rejects for a limit reached. */
export async function judge(
  model: Model,
  table: OpTable,
  options: PathOptions,
  context: CheckContext,
): Promise<Judged> {
  const path = pathFor(model.name);
  const answer = path?.decide(table, options);
  const violations = answer?.violations ?? [];
  const isOpen = (object: number): boolean => (answer?.ending[object] ?? UNDECIDED) === UNDECIDED;
  const open = answer === undefined ? table.objects : openAfter(answer);
  const keep = keeps(options);
  const objects = open === 0 ? [] : objectsOf(table, isOpen, keep);
  const initial: Json = options.initial;
  const judgements = await judgeObjects(
    { history: table.history, model, initial },
    objects,
    context,
    violations.length > 0,
  );
  return {
    decidedBy: {
      ...(path === undefined || open === table.objects
        ? {}
        : { [path.name]: table.objects - open }),
      ...(open === 0 ? {} : { [SEARCH]: open }),
    },
    violations,
    searched: judgements.map((judgement) => ({
      object: objects[judgement.object] as KeyedObject,
      judgement,
    })),
  };
}

function openAfter({ ending, violations }: PathAnswer): number {
  assert(count(ending, IMPOSSIBLE) === violations.length, "a violation per impossible object");
  const open = ending.length - violations.length - count(ending, LINEARIZABLE);
  assert(count(ending, UNDECIDED) === open, "an ending per object");
  return open;
}

const count = (endings: Uint8Array, ending: number): number =>
  endings.reduce((sum, each) => sum + Number(each === ending), 0);

/** Lets pass all but reads of which it is not known what they saw. */
export const keeps =
  ({ initial, nullReads }: PathOptions) =>
  ({ f, outcome }: Operation): boolean =>
    nullReads === "value" ||
    initial === null ||
    f !== "read" ||
    outcome.type !== "ok" ||
    outcome.value !== null;
