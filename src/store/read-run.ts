// Reads a run directory back, however far its run came. A cut last line is tolerated; anything else is an error.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { HarnessError, messageOf } from "../core/errors.ts";
import type { FaultWindow } from "../core/fault.ts";
import { historyOf } from "../core/history.ts";
import { nodeId } from "../core/ids.ts";
import type { LogLine } from "../core/logs.ts";
import type { Manifest, Plan, VerdictsFile } from "../core/plan.ts";
import { readHistoryFile } from "./history-file.ts";
import { FILES } from "./layout.ts";
import { decodeLogLine } from "./node-log.ts";
import type { StoredRun } from "./stored-run.ts";

/** Whether a path is a run directory. */
export const isRunDirectory = (path: string): boolean => existsSync(join(path, FILES.plan));

/** Throws `usage` naming file and line where the directory is none or is damaged. */
export async function readRun(dir: string): Promise<StoredRun> {
  if (!isRunDirectory(dir)) {
    throw new HarnessError("usage", `${dir} is no run directory: it has no ${FILES.plan}`, {
      hint: "`faultline list runs` shows the runs there are; reports/latest is the last one.",
    });
  }
  const faults = readFaults(join(dir, FILES.faults));
  const historyPath = join(dir, FILES.history);
  const verdictsPath = join(dir, FILES.verdicts);
  return {
    dir,
    ...readPlanAndManifest(dir),
    history: existsSync(historyPath)
      ? (await readHistoryFile(historyPath, faults)).history
      : historyOf([], faults),
    verdicts: existsSync(verdictsPath)
      ? (readJson(verdictsPath, "faultline-verdicts") as VerdictsFile)
      : null,
    logs: readLogs(join(dir, FILES.nodes)),
  };
}

/** The two small files alone, for listings. */
export const readPlanAndManifest = (dir: string): Pick<StoredRun, "plan" | "manifest"> => ({
  plan: readJson(join(dir, FILES.plan), "faultline-plan") as Plan,
  manifest: readJson(join(dir, FILES.manifest), "faultline-manifest") as Manifest,
});

function readJson(path: string, format: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new HarnessError("usage", `${path}: ${messageOf(error)}`, { cause: error });
  }
  const found = value as { readonly format?: unknown; readonly version?: unknown } | null;
  if (found?.format === format && found.version === 1) return value;
  throw new HarnessError("usage", `${path} is no ${format} of version 1`, {
    hint: "It was written by something else, or by a newer Faultline.",
  });
}

/** The last line of each id wins: injection first, healing later. */
export function readFaults(path: string): readonly FaultWindow[] {
  if (!existsSync(path)) return [];
  const byId = new Map<number, FaultWindow>();
  const lines = readFileSync(path, "utf8").split("\n");
  const whole = lines.slice(0, -1);
  for (const [at, line] of whole.entries()) {
    try {
      const fault = JSON.parse(line) as FaultWindow;
      byId.set(fault.id, fault);
    } catch (error) {
      throw new HarnessError("usage", `${path}:${String(at + 1)}: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

function readLogs(folder: string): readonly LogLine[] {
  if (!existsSync(folder)) return [];
  const lines: LogLine[] = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".log"))
    .sort()) {
    const node = nodeId(basename(file, ".log"));
    for (const text of readFileSync(join(folder, file), "utf8").split("\n")) {
      const line = decodeLogLine(node, text);
      if (line !== null) lines.push(line);
    }
  }
  return lines.sort((a, b) => a.time - b.time);
}
