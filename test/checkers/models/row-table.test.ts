// The table of rows: equal rows have one integer, different ones have not, whatever the hashes.
import fc from "fast-check";
import { expect, test } from "vitest";
import { RowTable } from "../../../src/checkers/models/row-table.ts";

const row = fc.tuple(fc.integer({ min: -3, max: 9 }), fc.nat(9), fc.nat(9));

test("it numbers rows in order of first sight and knows them again", () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 300 }), (rows) => {
      const table = new RowTable();
      const ids = new Map([["0,0,0", 0]]);
      for (const [a, b, c] of rows) {
        const name = `${String(a)},${String(b)},${String(c)}`;
        expect(table.find(a, b, c)).toBe(ids.get(name) ?? -1);
        if (!ids.has(name)) ids.set(name, ids.size);
        const id = table.idOf(a, b, c);
        expect(id).toBe(ids.get(name));
        expect([table.a(id), table.b(id), table.c(id)]).toEqual([a, b, c]);
      }
    }),
  );
});
