// Sorts rows, clusters or what else belongs to objects by object, by counting.

/** Gives the items of each object, in the order that they are in. `object` says which one an item belongs to. */
export function byObject(
  items: Int32Array,
  object: Int32Array,
  objects: number,
): (object: number) => Int32Array {
  if (objects <= 1) return () => items;
  // First how many there are, then where the next one goes; at the end, where those of the object after begin.
  const next = new Int32Array(objects + 1);
  for (const item of items) {
    const slot = (object[item] as number) + 1;
    next[slot] = (next[slot] as number) + 1;
  }
  for (let o = 1; o <= objects; o++) next[o] = (next[o] as number) + (next[o - 1] as number);
  const sorted = new Int32Array(items.length);
  for (const item of items) {
    const o = object[item] as number;
    const place = next[o] as number;
    sorted[place] = item;
    next[o] = place + 1;
  }
  return (o) => sorted.subarray(o === 0 ? 0 : next[o - 1], next[o]);
}
