// Columns against a plain array, interners against a map.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Column, Interner } from "../../src/core/columns.ts";

const integers = (): Column<Int32Array> => new Column(Int32Array);

test("a column holds what was pushed, beyond its first capacity too", () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 5000, size: "max" }), (values) => {
      const column = integers();
      for (const value of values) column.push(value);
      expect(column.length).toBe(values.length);
      expect([...column.view()]).toEqual(values);
    }),
    { numRuns: 20 },
  );
});

test("setting replaces one element, and growth keeps it", () => {
  const column = integers();
  for (let i = 0; i < 1024; i++) column.push(i);
  column.set(3, -1);
  column.push(1024);
  const view = column.view();
  expect([view[2], view[3], view[4], view[1024]]).toEqual([2, -1, 4, 1024]);
});

test("doubles are kept exactly", () => {
  const column = new Column(Float64Array);
  const day104 = 104 * 86_400e9;
  column.push(day104 + 1);
  expect(column.view()[0]).toBe(day104 + 1);
});

test("an interner numbers distinct names from 0 in order of first sight", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(9), fc.constantFrom("0", "1", "a"))), (names) => {
      const interner = new Interner<string | number>();
      const ids = names.map((name) => interner.idOf(name));
      expect(interner.names).toEqual([...new Set(names)]);
      expect(ids.map((id) => interner.names[id])).toEqual(names);
    }),
  );
});
