// A run's folder below the temporary directory: a data directory per node, whose harness it is, and every process it
// started, so that all can be undone when that harness is dead. Knows no messages and no faults.
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { HarnessError, messageOf } from "../../core/errors.ts";
import { utcNow } from "../../core/real-clock.ts";
import { isAlive, ownIdentity, type ProcessIdentity } from "./host-process.ts";

const PREFIX = "faultline-";
const OWNER_FILE = "owner.json";
const PROCESSES_FILE = "processes.jsonl";
/** A folder without an owner is this old before nobody can be about to write one. */
const OWNERLESS_AGE_MS = 60_000;

interface Owner extends ProcessIdentity {
  readonly run: string;
}

export interface Workspace {
  readonly run: string;
  readonly path: string;
}

/** Where a run's folder is, or would be. */
export function workspaceOf(run: string): Workspace {
  return { run, path: join(tmpdir(), PREFIX + run.replace(/[^\w.-]+/g, "-")) };
}

/** Makes the folder, owned by this process. Throws `storage`, also where it is there already. */
export function createWorkspace({ run, path }: Workspace): void {
  const owner: Owner = { run, ...ownIdentity() };
  storing(path, () => {
    mkdirSync(path);
    writeFileSync(join(path, OWNER_FILE), JSON.stringify(owner));
  });
}

/** A node's data directory; made when it is not there. */
export function dataDirOf({ path }: Workspace, node: string): string {
  const dir = join(path, node);
  storing(dir, () => mkdirSync(dir, { recursive: true }));
  return dir;
}

/** Notes a process of the run, on disk when this returns. */
export function recordProcess({ path }: Workspace, identity: ProcessIdentity): void {
  storing(path, () => {
    appendFileSync(join(path, PROCESSES_FILE), `${JSON.stringify(identity)}\n`);
  });
}

/** Every process noted; a cut last line is skipped. */
export function recordedProcesses({ path }: Workspace): readonly ProcessIdentity[] {
  return readOr(join(path, PROCESSES_FILE), "")
    .split("\n")
    .flatMap((line) => parseIdentity(line) ?? []);
}

/** Removes the folder and all data; false when it was not there. */
export function removeWorkspace({ path }: Workspace): boolean {
  if (!workspaceExists({ path })) return false;
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  return true;
}

export const workspaceExists = ({ path }: Pick<Workspace, "path">): boolean =>
  statSync(path, { throwIfNoEntry: false }) !== undefined;

/** Folders of runs whose harness is gone: in this temporary directory, and those `known` of, wherever they are. */
export function abandonedWorkspaces(known: readonly string[]): readonly Workspace[] {
  const here = readdirSync(tmpdir()).map((name) => join(tmpdir(), name));
  return [...new Set([...here, ...known])]
    .filter((path) => basename(path).startsWith(PREFIX))
    .flatMap((path) => {
      const owner = parseIdentity(readOr(join(path, OWNER_FILE), ""));
      if (owner !== null) return isAlive(owner) ? [] : [{ run: owner.run, path }];
      return isOldAndOurs(path) ? [{ run: basename(path).slice(PREFIX.length), path }] : [];
    });
}

/** Ownerless is only what died between making the folder and naming its owner: an empty folder. */
function isOldAndOurs(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory() !== true || readdirSync(path).length > 0) return false;
  return utcNow().getTime() - stat.mtimeMs > OWNERLESS_AGE_MS;
}

function storing(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new HarnessError("storage", `cannot write ${path}: ${messageOf(error)}`, {
      hint: "Nodes keep their data in the temporary directory: free space there, or set TMPDIR.",
      cause: error,
    });
  }
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return otherwise;
  }
}

/** An identity, with the run where it is an owner's; null for text that is none. */
function parseIdentity(text: string): (ProcessIdentity & { readonly run: string }) | null {
  try {
    const value = JSON.parse(text) as Partial<Owner>;
    const { pid, startedTicks, run = "" } = value;
    return pid === undefined || startedTicks === undefined ? null : { pid, startedTicks, run };
  } catch {
    return null;
  }
}
