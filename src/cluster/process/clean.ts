// Undoes what a run left behind whose harness could not: kills its processes, removes its folder. Only what is proved to
// be the run's own is touched: a process by pid and start, or by the mark in its environment; a folder by its name.
import { dirname } from "node:path";
import { waitFor } from "../../core/real-clock.ts";
import type { JournalEntry } from "../api.ts";
import {
  isAlive,
  type ProcessIdentity,
  processesOfRun,
  signalGroup,
  signalProcess,
} from "./host-process.ts";
import {
  abandonedWorkspaces,
  recordedProcesses,
  removeWorkspace,
  type Workspace,
  workspaceOf,
} from "./workspace.ts";

const END_DEADLINE_MS = 5_000;

/** See `Backend.clean`. */
export async function cleanUp(
  run: string | null,
  journal: readonly JournalEntry[],
): Promise<readonly string[]> {
  if (run !== null) return cleanWorkspace(workspaceOf(run), journal);
  const removed: string[] = [];
  for (const workspace of abandonedWorkspaces(directoriesIn(journal)))
    removed.push(...(await cleanWorkspace(workspace, [])));
  return removed;
}

async function cleanWorkspace(
  workspace: Workspace,
  journal: readonly JournalEntry[],
): Promise<readonly string[]> {
  const journalled = journal.filter((entry) => entry.kind === "process");
  const recorded = [...journalled, ...recordedProcesses(workspace)].filter(isAlive);
  const ended = [...recorded, ...processesOfRun(workspace.run)];
  for (const identity of ended) await end(identity);
  const pids = [...new Set(ended.map(({ pid }) => pid))];
  const removed = pids.map((pid) => `process ${String(pid)} of run ${workspace.run}`);
  for (const path of foldersOf(workspace, journal))
    if (removeWorkspace({ run: workspace.run, path })) removed.push(`directory ${path}`);
  return removed;
}

/** The run's folder here, and one that its journal names, if it has the name that the run's folder must have. */
function foldersOf(workspace: Workspace, journal: readonly JournalEntry[]): readonly string[] {
  const name = workspace.path.slice(dirname(workspace.path).length);
  const journalled = directoriesIn(journal).filter((path) => path.endsWith(name));
  return [...new Set([workspace.path, ...journalled])];
}

const directoriesIn = (journal: readonly JournalEntry[]): readonly string[] =>
  journal.flatMap((entry) => (entry.kind === "directory" ? [entry.path] : []));

async function end(identity: ProcessIdentity): Promise<void> {
  if (!isAlive(identity)) return;
  signalGroup(identity.pid, "SIGKILL");
  // One that a node started is no leader of a group.
  signalProcess(identity.pid, "SIGKILL");
  await waitFor(() => Promise.resolve(isAlive(identity) ? null : true), {
    what: `process ${String(identity.pid)} to end after SIGKILL`,
    deadlineMs: END_DEADLINE_MS,
    everyMs: 5,
  });
}
