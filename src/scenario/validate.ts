// Checks a scenario's values before anything starts. Types guard those who compile; this guards everybody else.
import { readFileSync } from "node:fs";
import { z } from "zod";
import { parseDuration, toMs } from "../core/duration.ts";
import { HarnessError } from "../core/errors.ts";
import { namesHint } from "../core/nearest-name.ts";
import { parsePlace } from "../core/topology.ts";
import type { Scenario } from "./define.ts";

const MOST_NODES = 99;
const MOST_WORKERS = 10_000;
const MOST_PER_SECOND = 1_000_000;
/** A week: timers and the numbers that hold nanoseconds are exact well beyond it. */
const LONGEST_MS = 7 * 24 * 3600 * 1000;

const duration = z
  .string()
  .refine((text) => msOf(text) !== null && (msOf(text) ?? 0) <= LONGEST_MS);
const someTime = duration.refine((text) => msOf(text) !== 0);
const callable = z.custom((value) => typeof value === "function");

const schema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_.-]*(\/[a-z0-9][a-z0-9_.-]*)*$/),
  description: z.string(),
  tags: z.array(z.string()),
  system: z.looseObject({ name: z.string(), ready: callable, clients: z.looseObject({}) }),
  nodes: z.int().min(1).max(MOST_NODES),
  topology: z.nullable(z.array(z.string().refine((text) => parsePlace(text) !== null))),
  workload: z.looseObject({
    name: z.string(),
    generator: callable,
    checkers: z.array(z.looseObject({})),
  }),
  nemesis: z.nullable(z.looseObject({ kinds: z.array(z.string()), schedule: callable })),
  rate: z.number().positive().max(MOST_PER_SECOND),
  concurrency: z.int().min(1).max(MOST_WORKERS),
  duration: someTime,
  recovery: duration,
  opTimeout: someTime,
  expectRecovery: z.nullable(
    z.union([
      someTime,
      z.strictObject({ firstOk: someTime.optional(), steady: someTime.optional() }),
    ]),
  ),
  expect: z.union([
    z.enum(["valid", "invalid"]),
    z.looseObject({ invalid: z.array(z.string()).min(1) }),
  ]),
  backend: z.nullable(z.enum(["process", "docker"])),
});

/** What each field must be, in words. */
const MUST: Readonly<Record<keyof typeof schema.shape, string>> = {
  name: "must be lower-case words joined by / - _ .",
  description: "must be text",
  tags: "must be a list of words",
  system: "must be a system: etcd(), raftDemo() or one from defineSystem",
  nodes: `must be a whole number from 1 to ${String(MOST_NODES)}`,
  topology: 'must be a list of places, one per node: "datacenter" or "datacenter/rack"',
  workload: "must be a workload, for instance register()",
  nemesis: "must be a schedule of faults: mix({ … }) or timeline([ … ])",
  rate: `must be a number above 0, at most ${String(MOST_PER_SECOND)}`,
  concurrency: `must be a whole number from 1 to ${String(MOST_WORKERS)}`,
  duration: 'must be a duration such as "500ms" or "60s", above 0 and a week at most',
  recovery: 'must be a duration such as "500ms", "60s" or "0s", a week at most',
  opTimeout: 'must be a duration such as "500ms" or "2s", above 0 and a week at most',
  expectRecovery:
    'must be a duration such as "5s", or { firstOk: "2s", steady: "10s" }, each above 0 and a week at most',
  expect: 'must be "valid", "invalid" or { invalid: ["…"] } with at least one anomaly',
  backend: 'must be "process" or "docker"',
};

/** Returns the scenario; throws `usage` naming file, line and field. `absolute` is read only to find the line. */
export function validateScenario(
  value: unknown,
  file: string,
  absolute: string | null = null,
): Scenario {
  const checked = schema.safeParse(value);
  if (!checked.success) throw wrong(checked.error.issues[0], file, absolute);
  const scenario = value as Scenario;
  if (!Object.hasOwn(scenario.system.clients, scenario.workload.name)) {
    const has = Object.keys(scenario.system.clients).join(", ");
    throw new HarnessError(
      "usage",
      `${file}: system ${scenario.system.name} has no client for workload ${scenario.workload.name}`,
      {
        hint: `Its clients are: ${has === "" ? "none" : has}.`,
      },
    );
  }
  return scenario;
}

type Issue = z.core.$ZodIssue | undefined;

function wrong(issue: Issue, file: string, absolute: string | null): HarnessError {
  const unknown = issue?.code === "unrecognized_keys" ? (issue.keys[0] ?? null) : null;
  const field = unknown ?? issue?.path.map(String)[0] ?? null;
  const line = absolute === null || field === null ? "" : lineOfField(absolute, field);
  const at = `${file}${line}`;
  if (unknown !== null)
    return new HarnessError("usage", `${at}: a scenario has no field "${unknown}"`, {
      hint: namesHint(unknown, Object.keys(MUST)),
    });
  const what =
    field === null
      ? "the default export: must be a scenario or a suite"
      : `${field}: ${mustOf(field)}`;
  return new HarnessError("usage", `${at}: ${what}`, {
    hint: "docs/writing-a-scenario.md lists the fields of a scenario and what they take.",
  });
}

const mustOf = (field: string): string => MUST[field as keyof typeof MUST];

function msOf(text: string): number | null {
  try {
    return toMs(parseDuration(text));
  } catch {
    return null;
  }
}

/** `:12` for the first line that sets the field. */
function lineOfField(absolute: string, field: string): string {
  const lines = readFileSync(absolute, "utf8").split("\n");
  const at = lines.findIndex((line) => {
    const text = line.trim().replace(/^["']/, "");
    return text.startsWith(field) && /^["']?\s*[:,(]/.test(text.slice(field.length));
  });
  return at < 0 ? "" : `:${String(at + 1)}`;
}
