// A topological order of a graph, the earlier of what is free first. Kahn's algorithm with a heap; knows nothing of choices.

/** Edges in rows: those out of node v are `to[offset[v]]` to `to[offset[v + 1]]`. */
export interface Rows {
  readonly offset: Int32Array;
  readonly to: Int32Array;
}

/** Rows of the edges for which `counts` holds. */
export function rowsOf(
  nodes: number,
  from: Int32Array,
  to: Int32Array,
  counts: (edge: number) => boolean,
): Rows {
  const offset = new Int32Array(nodes + 2);
  for (let edge = 0; edge < from.length; edge++) {
    if (!counts(edge)) continue;
    const place = (from[edge] as number) + 2;
    offset[place] = (offset[place] as number) + 1;
  }
  for (let node = 2; node < nodes + 2; node++)
    offset[node] = (offset[node] as number) + (offset[node - 1] as number);
  const targets = new Int32Array(offset[nodes + 1] as number);
  for (let edge = 0; edge < from.length; edge++) {
    if (!counts(edge)) continue;
    const place = (from[edge] as number) + 1;
    const at = offset[place] as number;
    targets[at] = to[edge] as number;
    offset[place] = at + 1;
  }
  return { offset: offset.subarray(0, nodes + 1), to: targets };
}

/** Nodes in an order that every edge follows, those of small `time` early; null if there is a cycle. */
export function topologicalOrder(
  nodes: number,
  { offset, to }: Rows,
  time: Int32Array,
): Int32Array | null {
  const waiting = new Int32Array(nodes);
  for (const target of to) waiting[target] = (waiting[target] as number) + 1;
  const ready = new Heap(nodes, time);
  for (let node = 0; node < nodes; node++) if (waiting[node] === 0) ready.push(node);
  const order = new Int32Array(nodes);
  let placed = 0;
  while (ready.size > 0) {
    const node = ready.pop();
    order[placed++] = node;
    for (let at = offset[node] as number; at < (offset[node + 1] as number); at++) {
      const next = to[at] as number;
      waiting[next] = (waiting[next] as number) - 1;
      if (waiting[next] === 0) ready.push(next);
    }
  }
  return placed === nodes ? order : null;
}

/** A binary heap of nodes, the smallest key first. */
class Heap {
  size = 0;
  readonly #items: Int32Array;
  readonly #key: Int32Array;

  constructor(capacity: number, key: Int32Array) {
    this.#items = new Int32Array(capacity);
    this.#key = key;
  }

  push(node: number): void {
    let at = this.size++;
    const key = this.#key[node] as number;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const other = this.#items[parent] as number;
      if ((this.#key[other] as number) <= key) break;
      this.#items[at] = other;
      at = parent;
    }
    this.#items[at] = node;
  }

  pop(): number {
    const top = this.#items[0] as number;
    const last = this.#items[--this.size] as number;
    const key = this.#key[last] as number;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && this.#keyAt(child + 1) < this.#keyAt(child)) child += 1;
      if (this.#keyAt(child) >= key) break;
      this.#items[at] = this.#items[child] as number;
      at = child;
    }
    this.#items[at] = last;
    return top;
  }

  #keyAt(at: number): number {
    return this.#key[this.#items[at] as number] as number;
  }
}
