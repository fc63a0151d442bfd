// Histories made to be hard: whatever they are, a check ends with a verdict or an explained `unknown`, and within its memory.
//   node --max-old-space-size=512 test/oracle/adversarial.ts [--scale 1] [--seed 1]
import { parseArgs } from "node:util";
import { linearizable } from "../../src/checkers/linearizable/linearizable.ts";
import { defineModel } from "../../src/checkers/models/define-model.ts";
import type { Model } from "../../src/checkers/models/model.ts";
import { type History, HistoryBuilder } from "../../src/core/history.ts";
import { nanos, processId, seed } from "../../src/core/ids.ts";
import type { EventType } from "../../src/core/op.ts";
import { type Random, randomOf } from "../../src/core/random.ts";
import type { Verdict } from "../../src/core/verdict.ts";
import { checkContext } from "../checkers/check-context.ts";

type Line = readonly [
  process: number,
  type: EventType,
  f: string,
  value: unknown,
  key?: number | undefined,
];

interface Adversary {
  readonly model: string | Model;
  /** `scale` 1 is for a run by hand. */
  readonly lines: (scale: number, random: Random) => readonly Line[];
}

const times = <T>(count: number, make: (i: number) => readonly T[]): readonly T[] =>
  Array.from({ length: Math.ceil(count) }, (_, i) => make(i)).flat();

/** An operation alone. */
const alone = (
  f: string,
  input: unknown,
  output: unknown = input,
  key?: number,
): readonly Line[] => [
  [0, "invoke", f, input, key],
  [0, "ok", f, output, key],
];

/** All called, then all returned, in another order. */
const atOnce = (
  count: number,
  random: Random,
  make: (i: number) => readonly [string, unknown, EventType, unknown],
): readonly Line[] => {
  const calls = Array.from({ length: Math.ceil(count) }, (_, i) => make(i));
  const order = random.shuffle(calls.map((_, i) => i));
  return [
    ...calls.map(([f, input], i): Line => [i + 10, "invoke", f, input]),
    ...order.map((i): Line => {
      const [f, , type, output] = calls[i] as (typeof calls)[number];
      return [i + 10, type, f, output];
    }),
  ];
};

/** A model of a user's, whose states are as many as there are sets of what was put in. */
const bag = defineModel<readonly number[]>({
  name: "bag",
  functions: ["put", "sum"],
  initial: [],
  pure: ["sum"],
  step(held, { f, input, outcome }) {
    if (f === "put") return [...held, Number(input)].sort((a, b) => a - b);
    if (outcome.type !== "ok") return held;
    return held.reduce((sum, each) => sum + each, 0) === outcome.value ? held : null;
  },
});

const five = (random: Random): number => random.int(0, 4);

/** Puts and takes of few values. */
const collides =
  (put: string, take: string, random: Random) =>
  (i: number): readonly [string, unknown, EventType, unknown] =>
    i % 2 === 0 ? [put, five(random), "ok", null] : [take, null, "ok", five(random)];

export const ADVERSARIES: Readonly<Record<string, Adversary>> = {
  "pending writes of one value": {
    model: "cas-register",
    lines: (scale, random) => [
      ...times<Line>(3000 * scale, (i) => [
        [i + 1000, "invoke", "write", 1],
        [i + 1000, "info", "write", 1],
      ]),
      ...times<Line>(300 * scale, () => [
        ...alone("write", 2),
        ...alone("read", null, five(random) < 3 ? 1 : 2),
      ]),
    ],
  },
  "pending cas and writes of few values": {
    model: "cas-register",
    lines: (scale, random) => [
      ...times<Line>(500 * scale, (i) => {
        const f = random.pick(["write", "cas"]);
        const value = f === "cas" ? [five(random), five(random)] : five(random);
        return [
          [i + 1000, "invoke", f, value],
          [i + 1000, "info", f, value],
        ];
      }),
      ...times<Line>(500 * scale, () => alone("read", null, five(random))),
    ],
  },
  "200 operations at once": {
    model: "cas-register",
    lines: (scale, random) =>
      times(3, () =>
        atOnce(200 * scale, random, () => {
          const f = random.pick(["read", "write", "cas"]);
          const input =
            f === "read" ? null : f === "cas" ? [five(random), five(random)] : five(random);
          return [f, input, "ok", f === "read" ? five(random) : input];
        }),
      ),
  },
  "failed cas at once": {
    model: "cas-register",
    lines: (scale, random) =>
      times(3, () =>
        atOnce(120 * scale, random, (i) => {
          const f = i % 3 === 0 ? "write" : "cas";
          const input = f === "cas" ? [five(random), i] : five(random);
          return [f, input, f === "cas" && i % 3 === 1 ? "fail" : "ok", input];
        }),
      ),
  },
  "a long queue": {
    model: "fifo-queue",
    lines: (scale) => [
      ...times<Line>(30_000 * scale, (i) => alone("enqueue", i)),
      ...times<Line>(30_000 * scale, (i) => alone("dequeue", null, i === 20_000 * scale ? 7 : i)),
    ],
  },
  "a long queue of equal values": {
    model: "fifo-queue",
    lines: (scale) => [
      ...times<Line>(20_000 * scale, (i) => alone("enqueue", i % 3)),
      ...times<Line>(20_000 * scale, (i) => alone("dequeue", null, i % 3)),
    ],
  },
  "a long unordered queue": {
    model: "unordered-queue",
    lines: (scale) => [
      ...times<Line>(20_000 * scale, (i) => alone("enqueue", i % 1000)),
      ...times<Line>(20_000 * scale, (i) => alone("dequeue", null, i % 1000)),
    ],
  },
  "a huge set": {
    model: "set",
    lines: (scale) =>
      times<Line>(8000 * scale, (i) => [
        ...alone("add", i),
        ...(i % 100 === 0
          ? alone(
              "read",
              null,
              Array.from({ length: i + 1 }, (_, e) => e),
            )
          : []),
        ...(i % 3 === 0 ? alone("remove", -1) : []),
      ]),
  },
  "many registers in one": {
    model: "multi-register",
    lines: (scale, random) =>
      times<Line>(20_000 * scale, (i) => {
        const value = [
          ["w", `r${String(random.int(0, 2000))}`, i % 10],
          ["r", "none", null],
        ];
        return alone("txn", value);
      }),
  },
  "strings that grow": {
    model: "kv-string",
    lines: (scale, random) => [
      ...times(40 * scale, () =>
        atOnce(8, random, (i) => ["append", `<${String(i)}>`, "ok", `<${String(i)}>`]),
      ),
      ...alone("get", null, "none"),
    ],
  },
  "many keys": {
    model: "cas-register",
    lines: (scale) =>
      times<Line>(30_000 * scale, (key) => [
        ...alone("write", 1, 1, key),
        ...alone("cas", [1, 2], [1, 2], key),
        ...alone("read", null, key % 9999 === 5 ? 1 : 2, key),
      ]),
  },
  "very many pending writes of one value": {
    model: "cas-register",
    lines: (scale) => [
      ...times<Line>(50_000 * scale, (i) => [
        [i + 1000, "invoke", "write", 1],
        [i + 1000, "info", "write", 1],
      ]),
      ...times<Line>(2000 * scale, (i) => [
        ...alone("write", 2),
        ...alone("read", null, (i % 2) + 1),
      ]),
    ],
  },
  "failed cas that tell nothing, 200 at once": {
    model: "cas-register",
    lines: (scale, random) =>
      times(3, () =>
        atOnce(200 * scale, random, (i) =>
          i % 4 === 0
            ? ["write", five(random), "ok", null]
            : ["cas", [five(random), five(random)], i % 4 === 1 ? "ok" : "fail", null],
        ),
      ),
  },
  "200 operations of a queue at once": {
    model: "fifo-queue",
    lines: (scale, random) => atOnce(200 * scale, random, collides("enqueue", "dequeue", random)),
  },
  "200 operations of an unordered queue at once": {
    model: "unordered-queue",
    lines: (scale, random) => atOnce(200 * scale, random, collides("enqueue", "dequeue", random)),
  },
  "200 operations of a stack at once": {
    model: "stack",
    lines: (scale, random) => atOnce(200 * scale, random, collides("push", "pop", random)),
  },
  "200 operations of a text at once": {
    model: "kv-string",
    lines: (scale, random) => [
      ...atOnce(200 * scale, random, (i) =>
        i % 3 === 0
          ? ["get", null, "ok", "ab".repeat(random.int(0, 20))]
          : ["append", random.pick(["a", "b", "ab"]), "ok", null],
      ),
      ...alone("get", null, "c"),
    ],
  },
  "very many keys, each hard": {
    model: "cas-register",
    lines: (scale) =>
      times<Line>(100_000 * scale, (key) => [
        [1, "invoke", "write", 1, key],
        [2, "invoke", "write", 1, key],
        [3, "invoke", "cas", [1, 2], key],
        [3, "ok", "cas", [1, 2], key],
        [2, "ok", "write", 1, key],
        [1, "ok", "write", 1, key],
      ]),
  },
  "huge transactions": {
    model: "multi-register",
    lines: (scale, random) =>
      times<Line>(100 * scale, () =>
        alone(
          "txn",
          times(2000, () => [
            [random.pick(["w", "w", "r"]), random.int(0, 5000), null] as const,
          ]).map(([f, register]) => [f, register, f === "w" ? five(random) : null]),
        ),
      ),
  },
  "huge transactions at once": {
    model: "multi-register",
    lines: (scale, random) =>
      atOnce(60 * scale, random, () => {
        const txn = Array.from({ length: 500 }, () => ["w", random.int(0, 5000), five(random)]);
        return ["txn", txn, "ok", txn];
      }).concat(alone("txn", [["r", 1, 99]])),
  },
  "a user's model, at once": {
    model: bag,
    lines: (scale, random) => [
      ...atOnce(40 * scale, random, () => ["put", random.int(0, 1000), "ok", null]),
      ...alone("sum", null, -1),
    ],
  },
  "a user's model, long": {
    model: bag,
    lines: (scale) => times<Line>(5000 * scale, (i) => alone("put", i % 9)),
  },
  "a million operations": {
    model: "cas-register",
    lines: (scale, random) => [
      ...times<Line>(500_000 * scale, (i) => alone("write", i % 5)),
      ...times<Line>(3, () => atOnce(100, random, () => ["write", five(random), "ok", null])),
      ...alone("read", null, 7),
    ],
  },
  "calls in calls": {
    model: "cas-register",
    lines: (scale) => {
      const count = Math.ceil(5000 * scale);
      const calls = Array.from({ length: count }, (_, i) => i);
      return [
        ...calls.map((i): Line => [i, "invoke", "write", i % 7]),
        ...calls.reverse().map((i): Line => [i, "ok", "write", i % 7]),
        ...alone("cas", [8, 9]),
      ];
    },
  },
};

function historyOf(lines: readonly Line[]): History {
  const builder = new HistoryBuilder();
  for (const [process, type, f, value, key] of lines) {
    const error = type === "fail" ? { error: { code: "precondition", message: "" } } : {};
    const time = nanos(builder.length * 1000);
    builder.append({
      process: processId(process),
      type,
      f,
      value,
      time,
      ...error,
      ...(key === undefined ? {} : { key }),
    });
  }
  return builder.build();
}

/** The verdict within 2 s and 128 MB. */
export async function face(name: string, scale: number, random: Random): Promise<Verdict> {
  const { model, lines } = ADVERSARIES[name] as Adversary;
  const history = historyOf(lines(scale, random));
  const limits = { timeLimitMs: 2000, memoryLimitBytes: 1 << 27 };
  return linearizable({ model }).check(history, checkContext(limits));
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      scale: { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      only: { type: "string" },
    },
  });
  for (const name of Object.keys(ADVERSARIES)) {
    if (values.only !== undefined && values.only !== name) continue;
    const random = randomOf(seed(Number(values.seed))).fork(name);
    const before = process.memoryUsage().rss;
    const began = process.cpuUsage();
    const verdict = await face(name, Number(values.scale), random);
    const { user, system } = process.cpuUsage(began);
    const rss = process.memoryUsage().rss;
    console.log(
      `${name}: ${String(verdict.valid)}${verdict.valid === "unknown" ? ` (${verdict.reason}): ${verdict.detail}` : ""}; ${((user + system) / 1e6).toFixed(1)} s CPU, ${(rss / 1e6).toFixed(0)} MB (${((rss - before) / 1e6).toFixed(0)} more)`,
    );
  }
}
