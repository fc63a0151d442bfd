// What happens next in a simulation: a binary heap by time. Among equals, order is that of the heap, and always the same.

interface Due {
  readonly time: number;
  readonly kind: number;
  readonly id: number;
}

export class EventHeap {
  readonly #items: Due[] = [];

  push(time: number, kind: number, id: number): void {
    const items = this.#items;
    const item = { time, kind, id };
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((items[parent] as Due).time <= time) break;
      items[at] = items[parent] as Due;
      at = parent;
    }
    items[at] = item;
  }

  /** The earliest; null when nothing is due any more. */
  pop(): Due | null {
    const items = this.#items;
    const [top] = items;
    const last = items.pop();
    if (top === undefined || last === undefined) return null;
    if (items.length > 0) this.#sink(last);
    return top;
  }

  #sink(item: Due): void {
    const items = this.#items;
    let at = 0;
    while (true) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      const [left, right] = [items[child] as Due, items[child + 1]];
      if (right !== undefined && right.time < left.time) child++;
      if ((items[child] as Due).time >= item.time) break;
      items[at] = items[child] as Due;
      at = child;
    }
    items[at] = item;
  }
}
