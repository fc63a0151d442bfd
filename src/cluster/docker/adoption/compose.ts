// Starts a Compose file and takes it down again, by whichever Compose this host has. Knows no containers.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { HarnessError, messageOf } from "../../../core/errors.ts";

/** Compose may have images to pull. */
const UP_DEADLINE_MS = 300_000;
const DOWN_DEADLINE_MS = 60_000;
const VERSION_DEADLINE_MS = 10_000;

const COMMANDS = [["docker", "compose"], ["docker-compose"]] as const;

const run = promisify(execFile);

/** A Compose file, and the Compose of this host. */
export interface Composed {
  /** Starts the file's services, or one of them with those it depends on. */
  readonly up: () => Promise<void>;
  /** `down` removes what `up` made, volumes with data apart; `stop` leaves containers that were there before. */
  readonly undo: (how: "down" | "stop") => Promise<void>;
}

/** Throws `unsupported`, with the command to type, where there is no Compose; starts nothing. */
export async function composeOf(file: string, service?: string): Promise<Composed> {
  const up = ["-f", file, "up", "-d", ...(service === undefined ? [] : [service])];
  const command = await installed();
  if (command === null) {
    throw new HarnessError(
      "unsupported",
      `no container of ${file} runs, and there is no Compose on this host to start it`,
      { hint: `Start it, then run again: docker compose ${up.join(" ")}` },
    );
  }
  return {
    up: () => execute(command, up, UP_DEADLINE_MS),
    undo: (how) => execute(command, ["-f", file, how], DOWN_DEADLINE_MS),
  };
}

async function execute(
  [program = "", ...before]: readonly string[],
  words: readonly string[],
  timeout: number,
): Promise<void> {
  await run(program, [...before, ...words], { timeout }).catch((cause: unknown) => {
    const typed = [program, ...before, ...words].join(" ");
    throw new HarnessError("node", `${typed} failed: ${messageOf(cause)}`, { cause });
  });
}

/** The first that answers. */
async function installed(): Promise<readonly string[] | null> {
  for (const command of COMMANDS) {
    const [program = "", ...before] = command;
    const answer = run(program, [...before, "version"], { timeout: VERSION_DEADLINE_MS });
    const works = await answer.then(
      () => true,
      () => false,
    );
    if (works) return command;
  }
  return null;
}
