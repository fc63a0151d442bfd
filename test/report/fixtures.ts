// Runs as the report meets them, one for every way to end, built from the core alone and the same every time.
import type { RunSummary } from "../../src/core/events.ts";
import type { FaultWindow } from "../../src/core/fault.ts";
import { type History, historyOf } from "../../src/core/history.ts";
import { nanos, nodeId, opIndex, processId } from "../../src/core/ids.ts";
import type { LogLine } from "../../src/core/logs.ts";
import type { HistoryEvent, OpError } from "../../src/core/op.ts";
import type { Manifest, Plan, VerdictsFile } from "../../src/core/plan.ts";
import { type Expectation, meets, mergeVerdicts, type Verdict } from "../../src/core/verdict.ts";
import type { StoredRun } from "../../src/store/stored-run.ts";

type RawEvent = Omit<HistoryEvent, "index">;

export const event = (
  ms: number,
  process: number,
  type: HistoryEvent["type"],
  f: string,
  value: unknown,
  more: { readonly key?: string | number; readonly error?: OpError } = {},
): RawEvent => ({ time: nanos(ms * 1e6), process: processId(process), type, f, value, ...more });

/** p0 writes 1, p1 overwrites it with 2, p2 reads 1 afterwards, p3's cas never answers: indices 0–6. */
export const STALE_READ: readonly RawEvent[] = [
  event(12_000, 0, "invoke", "write", 1, { key: "x" }),
  event(12_005, 0, "ok", "write", 1, { key: "x" }),
  event(12_007, 3, "invoke", "cas", [7, 8], { key: "x" }),
  event(12_010, 1, "invoke", "write", 2, { key: "x" }),
  event(12_018, 1, "ok", "write", 2, { key: "x" }),
  event(12_030, 2, "invoke", "read", null, { key: "x" }),
  event(12_034, 2, "ok", "read", 1, { key: "x" }),
];

export const NOT_LINEARIZABLE: Verdict = {
  checker: "linearizable",
  valid: false,
  stats: { keys: 1, operations: 4, statesExplored: 12_345 },
  anomalies: [
    {
      kind: "non-linearizable",
      summary:
        "Process 2 read 1 from key x at 12.034 s, but 1 was overwritten by 2 at 12.018 s and never written again.",
      ops: [opIndex(5)],
      witness: {
        kind: "sub-history",
        ops: [opIndex(0), opIndex(3), opIndex(5)],
        minimal: true,
        lastState: "x holds 2",
        stuck: [{ op: opIndex(5), because: "read → 1 needs 1, the register holds 2" }],
      },
    },
  ],
};

const PASSED: Verdict = {
  checker: "linearizable",
  valid: true,
  stats: { keys: 40, operations: 4800, statesExplored: 51_200 },
};
export const STATS: Verdict = {
  checker: "stats",
  valid: true,
  stats: { ok: 4700, fail: 80, info: 20 },
};
const TIMED_OUT: Verdict = {
  checker: "linearizable",
  valid: "unknown",
  reason: "timeout",
  detail: "2 of 40 keys were not decided within 60 s; give it 10 min or 60 operations per key",
  stats: { keys: 40, decided: 38 },
};
const CRASHED: Verdict = {
  checker: "linearizable",
  valid: "unknown",
  reason: "crashed",
  detail: "the checker threw TypeError: cannot read properties of undefined (reading 'f')",
  stats: {},
};

export const FAULTS: readonly FaultWindow[] = [
  {
    id: 0,
    kind: "partition",
    name: "partition halves",
    targets: [nodeId("n1"), nodeId("n2"), nodeId("n3")],
    start: nanos(5e9),
    end: nanos(10e9),
    evidence: { seen: true, detail: "312 packets dropped on n1, 287 on n3" },
    healed: { seen: true, detail: "no rule left on any node" },
  },
  {
    id: 1,
    kind: "kill",
    name: "kill leader",
    targets: [nodeId("n2")],
    start: nanos(15e9),
    end: nanos(18e9),
    evidence: { seen: true, detail: "pid 4021 gone" },
    healed: { seen: true, detail: "pid 4077 started, healthy after 412 ms" },
  },
  {
    id: 2,
    kind: "pause",
    name: "pause one",
    targets: [nodeId("n3")],
    start: nanos(25e9),
    end: null,
    evidence: { seen: false, why: "the engine did not answer" },
    healed: null,
  },
];

const LOGS: readonly LogLine[] = Array.from({ length: 60 }, (_, i) => ({
  node: nodeId(`n${String((i % 3) + 1)}`),
  time: nanos(i * 0.5e9),
  stream: i % 7 === 0 ? "stderr" : "stdout",
  text:
    i % 7 === 0
      ? `WARN lost contact with n${String(((i + 1) % 3) + 1)}`
      : `applied entry ${String(i)}`,
}));

/** `count` operations over 30 s on five keys: mostly ok, some fail, some info, latencies from 1 ms to seconds. */
export function manyEvents(count: number): readonly RawEvent[] {
  const events: RawEvent[] = [];
  const processes = Array.from({ length: 10 }, (_, i) => i);
  let next = 10;
  for (let i = 0; i < count; i++) {
    const slot = i % processes.length;
    const process = processes[slot] ?? 0;
    const start = (i / count) * 30_000;
    const latency = Math.min((8 * 30_000) / count, 1 + ((i * 7919) % 97) / 12);
    const key = i % 5;
    const f = i % 3 === 0 ? "write" : i % 3 === 1 ? "read" : "cas";
    const value = f === "read" ? null : f === "write" ? i : [i - 1, i];
    events.push(event(start, process, "invoke", f, value, { key }));
    if (i % 41 === 0) {
      const error = { code: "timeout", message: "no answer before the deadline" };
      events.push(event(start + latency * 3, process, "info", f, value, { key, error }));
      processes[slot] = next++;
    } else if (i % 13 === 0) {
      const error = { code: "precondition", message: "expectation was wrong", seen: i };
      events.push(event(start + latency, process, "fail", f, value, { key, error }));
    } else events.push(event(start + latency, process, "ok", f, f === "read" ? i : value, { key }));
  }
  return events.sort((a, b) => a.time - b.time);
}

/** n2's clock jumps ahead at 10 s and runs slow from 20 s on; n3 is down from 15 s to 20 s. */
export const clockEvents = (): readonly RawEvent[] =>
  Array.from({ length: 30 }, (_, second) => ({
    time: nanos(second * 1e9 + 5e8),
    process: "nemesis",
    type: "info",
    f: "clock-offsets",
    value: {
      n1: 0,
      n2: second < 10 ? 0 : second < 20 ? 90_000 : -20 * (second - 19),
      ...(second >= 15 && second < 20 ? {} : { n3: 0 }),
    },
  }));

const PLAN: Plan = {
  format: "faultline-plan",
  version: 1,
  run: "20260102T030405Z-7",
  scenario: "raft-demo/register",
  file: "scenarios/raft-demo/register.scenario.ts",
  description: "Linearizable reads survive lost leaders and rings of partitions.",
  tags: ["raft-demo", "linearizable"],
  seed: 7,
  backend: "process",
  system: { name: "raft-demo", image: null },
  nodes: ["n1", "n2", "n3"],
  workload: { name: "register", options: { keys: 40, opsPerKey: 120 } },
  checkers: [{ checker: "linearizable", model: "register" }, { checker: "stats" }],
  faults: [],
  rate: 200,
  concurrency: 10,
  durationMs: 30_000,
  recoveryMs: 5000,
  opTimeoutMs: 5000,
  expect: "valid",
  digest: "5f2c0d7e".repeat(8),
  versions: { faultline: "0.1.0", node: "26.10.0" },
  replay: "npx faultline run scenarios/raft-demo/register.scenario.ts --seed 7 --backend process",
};

const MANIFEST: Manifest = {
  format: "faultline-manifest",
  version: 1,
  status: "done",
  phase: "reporting",
  started: "2026-01-02T03:04:05.000Z",
  finished: "2026-01-02T03:04:41.000Z",
  host: { kernel: "Linux 6.1.0", cpus: 2, memoryBytes: 8_589_934_592 },
  engine: null,
  images: {},
  load: { start: 0, end: 30e9 },
  error: null,
  leftovers: [],
};

interface RunParts {
  readonly verdicts?: readonly Verdict[] | null;
  readonly expect?: Expectation;
  readonly events?: readonly RawEvent[];
  readonly faults?: readonly FaultWindow[];
  readonly logs?: readonly LogLine[];
  readonly plan?: Partial<Plan>;
  readonly manifest?: Partial<Manifest>;
}

export function storedRun(parts: RunParts = {}): StoredRun {
  const expect = parts.expect ?? "valid";
  const verdicts = parts.verdicts === undefined ? [PASSED, STATS] : parts.verdicts;
  return {
    dir: "reports/raft-demo/register/20260102T030405Z-7",
    plan: { ...PLAN, expect, ...parts.plan },
    manifest: { ...MANIFEST, ...parts.manifest },
    history: historyOf(parts.events ?? manyEvents(3000), parts.faults ?? FAULTS),
    verdicts: verdicts === null ? null : verdictsFile(expect, verdicts),
    logs: parts.logs ?? LOGS,
  };
}

const verdictsFile = (expect: Expectation, verdicts: readonly Verdict[]): VerdictsFile => ({
  format: "faultline-verdicts",
  version: 1,
  verdict: mergeVerdicts(verdicts),
  expected: meets(expect, verdicts),
  verdicts,
});

const ENGINE_DIED = {
  code: "engine",
  message: "the Docker engine at unix:///var/run/docker.sock stopped answering",
  hint: "Start the engine and run `faultline clean`.",
} as const;

/** One run for each way to end. */
export const OUTCOMES = {
  valid: () => storedRun(),
  invalid: () => storedRun({ events: STALE_READ, verdicts: [NOT_LINEARIZABLE, STATS] }),
  "invalid as expected": () =>
    storedRun({
      events: STALE_READ,
      verdicts: [NOT_LINEARIZABLE, STATS],
      expect: { invalid: ["non-linearizable"] },
    }),
  unknown: () => storedRun({ verdicts: [TIMED_OUT, STATS] }),
  interrupted: () =>
    storedRun({
      events: manyEvents(3000).slice(0, 1001),
      verdicts: [TIMED_OUT],
      manifest: { status: "interrupted", phase: "running", finished: null },
    }),
  "crashed checker": () => storedRun({ verdicts: [CRASHED, STATS] }),
  "dead engine": () =>
    storedRun({
      events: [],
      faults: [],
      logs: [],
      verdicts: null,
      manifest: {
        status: "failed",
        phase: "starting",
        load: null,
        error: ENGINE_DIED,
        leftovers: ["network fl-7"],
      },
    }),
} as const satisfies Record<string, () => StoredRun>;

/** What the runner would say at the end of a stored run. */
export function summaryOf(run: StoredRun): RunSummary {
  const verdicts = run.verdicts?.verdicts ?? [];
  return {
    scenario: run.plan.scenario,
    dir: run.dir,
    report: `${run.dir}/report.html`,
    seed: run.plan.seed,
    backend: run.plan.backend,
    status: run.manifest.status,
    verdict: run.verdicts?.verdict ?? "unknown",
    expectation: run.plan.expect,
    expected: run.verdicts?.expected ?? false,
    exit: 0,
    stopped: run.manifest.stopped ?? null,
    counts: countsOf(run.history),
    durationMs: 36_000,
    verdicts,
    faults: run.history.faults,
    error: run.manifest.error,
    leftovers: run.manifest.leftovers,
    replay: run.plan.replay,
  };
}

function countsOf(history: History) {
  const counts = { ok: 0, fail: 0, info: 0 };
  for (const op of history.operations()) counts[op.outcome.type]++;
  return counts;
}

/** What breaks out of pages, scripts and terminals that do not take care. */
export const HOSTILE_TEXTS = [
  "</script><script>window.pwned=1</script>",
  "<!--<script>",
  "]]>-->",
  "\u2028\u2029\u202e",
  "\"><img src=x onerror='window.pwned=1'>",
  "${window.pwned=1}",
  "\u001b[2J\u0000\ud800",
] as const;

/** Hostile text wherever a run holds text of others. */
export function hostileRun(): StoredRun {
  const evil = HOSTILE_TEXTS.join(" ");
  const error = { code: evil, message: evil, seen: evil };
  const anomaly = {
    kind: evil,
    summary: evil,
    ops: [opIndex(0)],
    witness: {
      kind: "sub-history" as const,
      ops: [opIndex(0), opIndex(2)],
      minimal: true,
      lastState: evil,
      stuck: [{ op: opIndex(0), because: evil }],
    },
  };
  return storedRun({
    plan: { scenario: evil, description: evil, replay: evil, system: { name: evil, image: evil } },
    manifest: {
      status: "failed",
      phase: evil,
      engine: evil,
      leftovers: [evil],
      error: { code: "engine", message: evil, hint: evil },
    },
    events: [
      event(0, 0, "invoke", evil, evil, { key: evil }),
      event(2, 0, "fail", evil, evil, { key: evil, error }),
      event(3, 1, "invoke", "write", { [evil]: [evil] }, { key: evil }),
    ],
    faults: FAULTS.map((fault) => ({
      ...fault,
      name: evil,
      kind: evil,
      targets: [nodeId(evil)],
      evidence: { seen: true, detail: evil },
      healed: { seen: false, why: evil },
    })),
    logs: [{ node: nodeId(evil), time: nanos(1e6), stream: "stderr", text: evil }],
    verdicts: [
      { checker: evil, valid: false, stats: { [evil]: 1 }, anomalies: [anomaly] },
      { checker: "other", valid: "unknown", reason: "crashed", detail: evil, stats: {} },
    ],
  });
}
