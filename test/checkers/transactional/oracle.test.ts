// The transactional checkers against brute force over all serial orders; test/oracle/fuzz-transactions.ts runs more.
import { expect, test } from "vitest";
import { seed } from "../../../src/core/ids.ts";
import { randomOf } from "../../../src/core/random.ts";
import { compareTransactions } from "../../oracle/compare-transactions.ts";

const CASES = 300;

test.each(["list", "register"] as const)(
  "agrees with brute force on %s histories",
  async (datatype) => {
    const random = randomOf(seed(20)).fork(datatype);
    const problems: string[] = [];
    let bad = 0;
    for (let i = 0; i < CASES; i++) {
      const { problem, strict } = await compareTransactions(datatype, random.at(i), 7);
      if (problem !== null) problems.push(problem);
      if (!strict) bad++;
    }
    expect(problems).toEqual([]);
    expect(bad).toBeGreaterThan(CASES / 20);
  },
);
