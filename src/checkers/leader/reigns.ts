// Who certainly led when: a reign lasts from the first operation that showed it to the last. Leaders that overlap others of newer
// terms are stale; what they may not do is for the other judges. Makes the timeline of a verdict.
import type { Json } from "../../core/json.ts";
import type { Findings } from "../keyed/findings.ts";
import { Furthest, type Hold } from "../keyed/furthest.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";
import type { Accepted, Judge, Sight } from "./sight.ts";

/** How much of the timeline a verdict carries. */
const SHOWN = 500;

/** Events; `end` is the last call whose answer showed it. */
interface Reign extends Hold {
  readonly owner: string;
  readonly term: number;
  readonly begin: number;
  end: number;
  writes: number;
  /** For how long a leader of a newer term led beside it. */
  staleNs: number;
}

/** A node, and the terms it was seen in. */
interface Course {
  readonly node: string;
  term: number;
  reign: Reign | null;
  readonly reigns: Map<number, Reign>;
}

export class Reigns implements Judge {
  readonly #object: ObjectHistory;
  readonly #found: Findings;
  readonly #courses = new Map<string, Course>();
  /** In order of their begins. */
  readonly #reigns: Reign[] = [];

  constructor(object: ObjectHistory, found: Findings) {
    this.#object = object;
    this.#found = found;
  }

  see({ call, ret, view: { node, term }, leads }: Sight): void {
    const course = this.#courseOf(node);
    if (term > course.term) {
      course.term = term;
      this.#list("termsOfNodes", () => ({ node, term, atMs: this.#ms(ret) }));
    }
    if (leads) this.#reignOf(course, term, call, ret);
  }

  accept({ call, ret, write: { node, term } }: Accepted): void {
    if (node !== undefined) this.#reignOf(this.#courseOf(node), term, call, ret).writes++;
  }

  finish(): void {
    const furthest = new Furthest<Reign>();
    for (const reign of this.#reigns) {
      const other = furthest.besides(reign.owner);
      if (other !== null) this.#overlap(reign, other);
      furthest.add(reign);
    }
    let [stale, longest] = [0, 0];
    for (const reign of this.#reigns) {
      if (reign.staleNs > 0) stale++;
      longest = Math.max(longest, reign.staleNs);
      this.#list("timeline", () => this.#entryOf(reign));
    }
    this.#found.count("reigns", this.#reigns.length);
    this.#found.count("staleLeaders", stale);
    this.#found.atLeast("longestStaleLeaderMs", longest / 1e6);
  }

  #courseOf(node: string): Course {
    let course = this.#courses.get(node);
    if (course === undefined)
      this.#courses.set(node, (course = { node, term: -1, reign: null, reigns: new Map() }));
    return course;
  }

  #reignOf(course: Course, term: number, call: number, ret: number): Reign {
    let reign = course.reign?.term === term ? course.reign : course.reigns.get(term);
    if (reign === undefined) {
      reign = { owner: course.node, term, begin: ret, end: call, writes: 0, staleNs: 0 };
      course.reigns.set(term, reign);
      this.#reigns.push(reign);
    }
    course.reign = reign;
    reign.end = Math.max(reign.end, call);
    return reign;
  }

  #overlap(later: Reign, earlier: Reign): void {
    const end = Math.min(later.end, earlier.end);
    if (end <= later.begin) return;
    const stale = later.term < earlier.term ? later : earlier;
    stale.staleNs = Math.max(
      stale.staleNs,
      this.#object.time(end) - this.#object.time(later.begin),
    );
  }

  #entryOf({ owner, term, begin, end, writes, staleNs }: Reign): Readonly<Record<string, Json>> {
    return {
      node: owner,
      term,
      fromMs: this.#ms(begin),
      toMs: this.#ms(Math.max(begin, end)),
      writes,
      staleMs: staleNs / 1e6,
    };
  }

  #ms(event: number): number {
    return this.#object.time(event) / 1e6;
  }

  #list(name: string, entry: () => Readonly<Record<string, Json>>): void {
    const { key } = this.#found;
    this.#found.list(name, () => (key === null ? entry() : { key, ...entry() }), SHOWN);
  }
}
