// What the subjects themselves say of the time, held against what the back end read from their memory. Asks only the
// running; who does not answer contradicts nothing.
import type { Clocks, Node, SystemHooks } from "../cluster/api.ts";
import type { Evidence } from "../core/fault.ts";
import type { NodeId } from "../core/ids.ts";
import { utcNow } from "../core/real-clock.ts";

/** How far a subject's word may be from what its memory says: its answer takes its way. */
const TOLERANCE_MS = 300;
/** A slow answer on a busy host looks like a wrong one: that many must contradict. */
const MAX_QUESTIONS = 3;
const ANSWER_LIMIT_MS = 2_500;

type Ask = NonNullable<SystemHooks["clock"]>;

/**
 * Not seen when a node's own clock is not where its memory says, or at an offset of `flicker`, between which it comes and
 * goes; the detail tells the answers.
 */
export async function testimony(
  nodes: readonly Node[],
  ask: Ask,
  clocks: Clocks,
  flicker: readonly number[],
): Promise<Evidence> {
  const running = nodes.filter((node) => node.state === "running");
  const offset = async (id: NodeId): Promise<number> => (await clocks.offsets()).get(id) ?? 0;
  const answers = await Promise.all(
    running.map((node) =>
      question(node.id, flicker, {
        ask: () => ask(node, AbortSignal.timeout(ANSWER_LIMIT_MS)),
        offset: () => offset(node.id),
      }),
    ),
  );
  const contradictions = answers.filter((answer) => answer?.agrees === false);
  const words = (all: typeof answers): string =>
    all.flatMap((answer) => (answer === null ? [] : [answer.words])).join(", ");
  return contradictions.length === 0
    ? { seen: true, detail: words(answers) }
    : { seen: false, why: words(contradictions) };
}

interface Answer {
  readonly agrees: boolean;
  readonly words: string;
}

interface Sources {
  /** The subject's own clock. */
  readonly ask: () => Promise<number>;
  /** By the subject's memory. */
  readonly offset: () => Promise<number>;
}

/** Null where it gives no answer. */
async function question(
  id: NodeId,
  flicker: readonly number[],
  { ask, offset }: Sources,
): Promise<Answer | null> {
  let answer: Answer | null = null;
  for (let tries = 0; tries < MAX_QUESTIONS && answer?.agrees !== true; tries++) {
    try {
      const before = await offset();
      const told = (await ask()) - utcNow().getTime();
      answer = compare(id, told, [before, await offset(), ...flicker]);
    } catch {
      return answer;
    }
  }
  return answer;
}

function compare(id: NodeId, told: number, expected: readonly number[]): Answer {
  const least = Math.min(...expected) - TOLERANCE_MS;
  const most = Math.max(...expected) + TOLERANCE_MS;
  const words = `${id} itself says ${signed(told)}`;
  if (told >= least && told <= most) return { agrees: true, words };
  return { agrees: false, words: `${words}, its memory says ${expected.map(signed).join(" to ")}` };
}

const signed = (ms: number): string => `${ms < 0 ? "" : "+"}${ms.toFixed(0)} ms`;
