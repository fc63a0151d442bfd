// Persistent arrays: they do as arrays do, and equal ones are one integer.
import fc from "fast-check";
import { expect, test } from "vitest";
import { BraunTrees, EMPTY } from "../../../src/checkers/models/braun-tree.ts";

const change = fc.oneof(
  fc.record({ position: fc.nat(40), element: fc.nat(3) }),
  fc.constant("without the first" as const),
);

const trimmed = (elements: readonly number[]): readonly number[] =>
  elements.slice(0, elements.findLastIndex((element) => element !== 0) + 1);

test("changes do what they do to arrays, and equal arrays are one tree", () => {
  const trees = new BraunTrees();
  const known = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      let tree = EMPTY;
      let array: readonly number[] = [];
      for (const each of changes) {
        if (each === "without the first") {
          tree = trees.withoutFirst(tree);
          array = array.slice(1);
        } else {
          tree = trees.with(tree, each.position, each.element);
          array = Array.from({ length: Math.max(array.length, each.position + 1) }, (_, i) =>
            i === each.position ? each.element : (array[i] ?? 0),
          );
          expect(trees.get(tree, each.position)).toBe(each.element);
        }
        const elements = trimmed(array);
        expect(trees.elementsOf(tree)).toEqual(elements);
        const key = elements.join();
        expect(known.get(key) ?? tree).toBe(tree);
        known.set(key, tree);
      }
      expect([...new Set(known.values())]).toHaveLength(known.size);
    }),
    { numRuns: 30 },
  );
});

test("an array of members is the one made by setting them", () => {
  const trees = new BraunTrees();
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(200)), (members) => {
      const set = members.reduce((tree, member) => trees.with(tree, member, 1), EMPTY);
      expect(trees.ofMembers(members)).toBe(set);
    }),
  );
});
