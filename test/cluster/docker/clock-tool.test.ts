// What is said to the agent's clock tool and what is read from its answers.
import { describe, expect, it } from "vitest";
import {
  holdScript,
  parseClocks,
  readScript,
  restoreScript,
} from "../../../src/cluster/docker/clock-tool.ts";

const patch = { at: 6688, bytes: Buffer.from("c0ffee", "hex") };
const words = { offsetNs: -500n, rate: 7n, baseNs: null, halfPeriodNs: 0n };

describe("a script for the clock tool", () => {
  it("has the patch and a line for each container", () => {
    const containers = [
      { containerId: "aa", words },
      { containerId: "bb", words: { ...words, baseNs: 9n } },
      { containerId: "cc", words: null },
    ];
    expect(holdScript(patch, containers).split("\n").slice(1)).toEqual([
      "cave 6688 c0ffee",
      "skew aa -500 7 now 0",
      "skew bb -500 7 9 0",
      "free cc",
      "@plan",
    ]);
  });

  it("names containers, and does nothing for none", () => {
    expect(readScript(["aa:12", "bb"])).toBe("faultline-vdso read aa:12 bb");
    expect(restoreScript(["aa", "bb"])).toBe("faultline-vdso restore aa bb");
    expect(restoreScript([])).toBe("true");
  });
});

describe("an answer of the clock tool", () => {
  it("tells of each process what was said last, and what now meant", () => {
    const { nowNs, processes } = parseClocks(
      "base 1795619779543809000\naa 12 armed\naa 13 skipped a 32-bit process\naa 12 kept\n",
    );
    expect(nowNs).toBe(1795619779543809000n);
    expect(processes).toMatchObject([
      { containerId: "aa", pid: 12, what: "kept", why: "" },
      { containerId: "aa", pid: 13, what: "skipped", why: "a 32-bit process" },
    ]);
  });

  it("has the skew of the skewed and none of the clean", () => {
    const { processes } = parseClocks("aa 12 skewed -500 7 9 0 -493\naa 13 clean\n");
    expect(processes).toMatchObject([
      { what: "skewed", words: { ...words, baseNs: 9n }, offsetNs: -493n },
      { what: "clean", words: null, offsetNs: 0n },
    ]);
  });

  it("may be empty", () => {
    expect(parseClocks("")).toEqual({ nowNs: null, processes: [] });
  });
});
