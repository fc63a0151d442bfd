// Terms and who leads them: one leader a term, terms that only rise, votes that stand, no leadership of the past. Safety of
// elections as in Raft (Ongaro & Ousterhout 2014, §5.2, figure 3), judged by what nodes say of themselves.
import { eventAt } from "../keyed/event-words.ts";
import type { Findings } from "../keyed/findings.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";
import { Rising } from "../keyed/rising.ts";
import type { Accepted, Judge, Sight } from "./sight.ts";

interface Claim {
  readonly leader: string;
  readonly event: number;
}

interface Vote {
  readonly votedFor: string;
  readonly event: number;
}

/** How a node led one term. */
interface Leadership {
  /** When it was first known to lead. */
  readonly since: number;
  /** When it was first known to lead no more. */
  over: number;
}

/** What a node said of itself so far. */
class NodeTerms {
  readonly terms = new Rising();
  /** The newest term that had a leader, each time this node was seen not to lead. */
  readonly outrun = new Rising();
  readonly votes = new Map<number, Vote>();
  readonly led = new Map<number, Leadership>();
}

export class Terms implements Judge {
  readonly #object: ObjectHistory;
  readonly #found: Findings;
  readonly #nodes = new Map<string, NodeTerms>();
  readonly #leaders = new Map<number, Claim>();
  /** Terms that had a leader. */
  readonly #led = new Rising();

  constructor(object: ObjectHistory, found: Findings) {
    this.#object = object;
    this.#found = found;
  }

  see(sight: Sight): void {
    const { call, ret, view, leads } = sight;
    const { node, term } = view;
    let known = this.#nodes.get(node);
    if (known === undefined) this.#nodes.set(node, (known = new NodeTerms()));
    const leader = view.leader ?? (leads ? node : null);
    if (leader !== null) this.#claim(term, leader, ret);
    if (leads) this.#judgeLeader(sight, known);
    else {
      this.#judgeTerm(sight, known);
      const leadership = known.led.get(term);
      if (leadership !== undefined && leadership.since < call && leadership.over === Infinity)
        leadership.over = ret;
      known.outrun.note(ret, this.#led.before(call)?.value ?? -Infinity);
    }
    this.#judgeVote(sight, known);
    known.terms.note(ret, term);
  }

  /** That a leader accepted a write shows that it led. */
  accept({ call, ret, write }: Accepted): void {
    const { node, term } = write;
    const newer = this.#led.before(call);
    if (newer !== null && newer.value > term)
      this.#noteStaleWrite({ call, ret, write }, newer.event);
    if (node === undefined) this.#led.note(ret, term);
    else this.#claim(term, node, ret);
  }

  finish(): void {
    this.#found.count("terms", this.#leaders.size);
  }

  #claim(term: number, leader: string, event: number): void {
    this.#found.observations++;
    this.#led.note(event, term);
    const known = this.#leaders.get(term);
    if (known === undefined) this.#leaders.set(term, { leader, event });
    else if (known.leader !== leader)
      this.#note("two-leaders", [known.event, event], () => {
        const words = (claim: Claim) => `${claim.leader} (${eventAt(this.#object, claim.event)})`;
        return `term ${String(term)} had two leaders, ${words(known)} and ${words({ leader, event })}`;
      });
  }

  #judgeLeader({ call, ret, view: { node, term } }: Sight, known: NodeTerms): void {
    const newest = known.terms.before(call);
    let leadership = known.led.get(term);
    if (leadership === undefined)
      known.led.set(term, (leadership = { since: ret, over: Infinity }));
    const at = `${node} leads term ${String(term)} (${eventAt(this.#object, ret)})`;
    if (newest !== null && newest.value > term) {
      this.#note("leadership-regained", [newest.event, ret], () => {
        return `${at} after it had been in term ${String(newest.value)} (${eventAt(this.#object, newest.event)})`;
      });
    } else if (leadership.over < call) {
      const { over } = leadership;
      this.#note("leadership-regained", [leadership.since, over, ret], () => {
        return `${at} again after it had ceased to (${eventAt(this.#object, over)})`;
      });
    } else {
      const outrun = known.outrun.before(call);
      if (outrun === null || outrun.value <= term) return;
      this.#note("elected-in-old-term", [outrun.event, ret], () => {
        const { value, event } = outrun;
        return `${at} though it did not when term ${String(value)} had a leader already (${eventAt(this.#object, event)})`;
      });
    }
  }

  #judgeTerm({ call, ret, view: { node, term, volatile } }: Sight, known: NodeTerms): void {
    const newest = known.terms.before(call);
    if (newest === null || newest.value <= term || volatile === true) return;
    this.#note("term-went-back", [newest.event, ret], () => {
      const { value, event } = newest;
      return `${node} went back from term ${String(value)} (${eventAt(this.#object, event)}) to term ${String(term)} (${eventAt(this.#object, ret)})`;
    });
  }

  #judgeVote(
    { call, ret, view: { node, term, votedFor, volatile } }: Sight,
    known: NodeTerms,
  ): void {
    if (votedFor === undefined || volatile === true) return;
    const vote = known.votes.get(term);
    if (vote === undefined) {
      if (votedFor !== null) known.votes.set(term, { votedFor, event: ret });
      return;
    }
    if (votedFor === vote.votedFor) return;
    // A vote that was not there yet when this view was asked for may be missing in it.
    if (votedFor === null && vote.event > call) return;
    this.#note("vote-changed", [vote.event, ret], () => {
      const now = votedFor === null ? "forgot that vote" : `voted for ${votedFor} there`;
      return `${node} voted for ${vote.votedFor} in term ${String(term)} (${eventAt(this.#object, vote.event)}) and ${now} (${eventAt(this.#object, ret)})`;
    });
  }

  #noteStaleWrite({ ret, write }: Accepted, event: number): void {
    this.#note("stale-leader-accepted-write", [event, ret], () => {
      const who = write.node ?? "the leader";
      return `${who} of term ${String(write.term)} accepted a write (${eventAt(this.#object, ret)}) that was asked for after a newer term had a leader (${eventAt(this.#object, event)})`;
    });
  }

  #note(kind: string, events: readonly number[], says: () => string): void {
    this.#found.anomaly(kind, () => ({
      says: says(),
      ops: events.map((event) => this.#object.otherHalf(event)),
    }));
  }
}
