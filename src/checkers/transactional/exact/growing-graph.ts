// A graph that edges enter and leave, last in, first out, with a topological order kept up to date: an edge that would close a
// cycle is refused, and the cycle told. Pearce & Kelly, "A dynamic topological sort algorithm", JEA 11, 2007.

export class GrowingGraph {
  /** Edges of the cycle that the refused edge would close, itself among them. */
  readonly cycle: number[] = [];
  /** Nodes looked at so far: what the graph has cost. */
  visits = 0;
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #position: Int32Array;
  readonly #firstOut: Int32Array;
  readonly #firstIn: Int32Array;
  readonly #nextOut: Int32Array;
  readonly #nextIn: Int32Array;
  readonly #mark: Int32Array;
  readonly #parent: Int32Array;
  readonly #forward: Int32Array;
  readonly #backward: Int32Array;
  readonly #pool: Int32Array;
  readonly #at: Int32Array;
  #round = 0;

  /** `order` holds the nodes in the order to begin with; no edge is in yet. */
  constructor(from: Int32Array, to: Int32Array, order: Int32Array) {
    const nodes = order.length;
    this.#from = from;
    this.#to = to;
    this.#at = order.slice();
    this.#position = new Int32Array(nodes);
    for (let at = 0; at < nodes; at++) this.#position[order[at] as number] = at;
    this.#firstOut = new Int32Array(nodes).fill(-1);
    this.#firstIn = new Int32Array(nodes).fill(-1);
    this.#nextOut = new Int32Array(from.length);
    this.#nextIn = new Int32Array(from.length);
    this.#mark = new Int32Array(nodes);
    this.#parent = new Int32Array(nodes);
    this.#forward = new Int32Array(nodes);
    this.#backward = new Int32Array(nodes);
    this.#pool = new Int32Array(nodes);
  }

  isBefore(a: number, b: number): boolean {
    return (this.#position[a] as number) < (this.#position[b] as number);
  }

  /** Puts an edge in; false, with `cycle` filled, where it would close one. */
  add(edge: number): boolean {
    const [from, to] = [this.#from[edge] as number, this.#to[edge] as number];
    if (!this.isBefore(from, to)) {
      const reached = this.#reach(to, from, edge);
      if (reached < 0) return false;
      this.#reorder(reached, this.#reachBack(from, to));
    }
    this.#nextOut[edge] = this.#firstOut[from] as number;
    this.#firstOut[from] = edge;
    this.#nextIn[edge] = this.#firstIn[to] as number;
    this.#firstIn[to] = edge;
    return true;
  }

  /** Takes out the edge that was put in last. */
  removeLast(edge: number): void {
    this.#firstOut[this.#from[edge] as number] = this.#nextOut[edge] as number;
    this.#firstIn[this.#to[edge] as number] = this.#nextIn[edge] as number;
  }

  /** Nodes reached from `start` that are not after `goal`, breadth first; -1 if the goal is among them. */
  #reach(start: number, goal: number, edge: number): number {
    const bound = this.#position[goal] as number;
    const round = ++this.#round;
    let size = 0;
    this.#forward[size++] = start;
    this.#mark[start] = round;
    this.#parent[start] = edge;
    for (let head = 0; head < size; head++) {
      const node = this.#forward[head] as number;
      this.visits += 1;
      if (node === goal) return this.#tellCycle(start, goal, edge);
      for (let e = this.#firstOut[node] as number; e >= 0; e = this.#nextOut[e] as number) {
        const next = this.#to[e] as number;
        if (this.#mark[next] === round || (this.#position[next] as number) > bound) continue;
        this.#mark[next] = round;
        this.#parent[next] = e;
        this.#forward[size++] = next;
      }
    }
    return size;
  }

  #tellCycle(start: number, goal: number, edge: number): -1 {
    this.cycle.length = 0;
    this.cycle.push(edge);
    for (let node = goal; node !== start;) {
      const e = this.#parent[node] as number;
      this.cycle.push(e);
      node = this.#from[e] as number;
    }
    return -1;
  }

  #reachBack(start: number, floor: number): number {
    const bound = this.#position[floor] as number;
    const round = ++this.#round;
    let size = 0;
    this.#backward[size++] = start;
    this.#mark[start] = round;
    for (let head = 0; head < size; head++) {
      const node = this.#backward[head] as number;
      for (let e = this.#firstIn[node] as number; e >= 0; e = this.#nextIn[e] as number) {
        const next = this.#from[e] as number;
        if (this.#mark[next] === round || (this.#position[next] as number) < bound) continue;
        this.#mark[next] = round;
        this.#backward[size++] = next;
      }
    }
    this.visits += size;
    return size;
  }

  /** Those that reach the edge take the first of all the places, those reached from it the others. */
  #reorder(forward: number, backward: number): void {
    const before = this.#places(this.#backward, backward);
    const after = this.#places(this.#forward, forward);
    const nodes = this.#pool.subarray(0, backward + forward);
    for (let i = 0; i < backward; i++) nodes[i] = this.#at[before[i] as number] as number;
    for (let i = 0; i < forward; i++) nodes[backward + i] = this.#at[after[i] as number] as number;
    for (let i = 0, b = 0, f = 0; i < nodes.length; i++) {
      const fromBefore =
        f === forward || (b < backward && (before[b] as number) < (after[f] as number));
      const place = (fromBefore ? before[b++] : after[f++]) as number;
      const node = nodes[i] as number;
      this.#at[place] = node;
      this.#position[node] = place;
    }
  }

  /** The places of the first `size` nodes of a list, rising; the list is overwritten by them. */
  #places(list: Int32Array, size: number): Int32Array {
    for (let i = 0; i < size; i++) list[i] = this.#position[list[i] as number] as number;
    return list.subarray(0, size).sort();
  }
}
