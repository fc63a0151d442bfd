// Checks a scenario's values before anything starts. Types guard those who compile; this guards everybody else.
import { readFileSync } from "node:fs";
import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import { HarnessError } from "../core/errors.ts";
import type { Scenario } from "./define.ts";

const MOST_NODES = 99;
const MOST_WORKERS = 10_000;

const duration = z
  .string()
  .refine(isDuration, { error: 'must be a duration such as "500ms" or "60s"' });

const schema = z.looseObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9/_.-]*$/, { error: "must be lower-case words joined by / - _ ." }),
  description: z.string(),
  tags: z.array(z.string()),
  system: z.looseObject({ name: z.string(), ready: z.function(), clients: z.looseObject({}) }),
  nodes: z.int().min(1).max(MOST_NODES),
  workload: z.looseObject({
    name: z.string(),
    generator: z.function(),
    checkers: z.array(z.looseObject({})),
  }),
  nemesis: z.nullable(z.looseObject({ kinds: z.array(z.string()), schedule: z.function() })),
  rate: z.number().positive(),
  concurrency: z.int().min(1).max(MOST_WORKERS),
  duration,
  recovery: duration,
  opTimeout: duration,
  expect: z.union([z.enum(["valid", "invalid"]), z.looseObject({ invalid: z.array(z.string()) })]),
  backend: z.nullable(z.enum(["process", "docker"])),
});

/** Returns the scenario; throws `usage` naming file, line and field. `absolute` is read only to find the line. */
export function validateScenario(
  value: unknown,
  file: string,
  absolute: string | null = null,
): Scenario {
  const checked = schema.safeParse(value);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const field = issue?.path.join(".") ?? "";
    const line = absolute === null ? "" : lineOfField(absolute, String(issue?.path[0] ?? ""));
    throw new HarnessError(
      "usage",
      `${file}${line}: ${field === "" ? "the default export" : field}: ${issue?.message ?? "is wrong"}`,
      {
        hint: "docs/writing-a-scenario.md lists the fields of a scenario and what they take.",
      },
    );
  }
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

function isDuration(text: string): boolean {
  try {
    parseDuration(text);
    return true;
  } catch {
    return false;
  }
}

/** `:12` for the first line that sets the field. */
function lineOfField(absolute: string, field: string): string {
  if (field === "") return "";
  const lines = readFileSync(absolute, "utf8").split("\n");
  const at = lines.findIndex((line) => new RegExp(`^\\s*["']?${field}["']?\\s*[:,(]`).test(line));
  return at < 0 ? "" : `:${String(at + 1)}`;
}
