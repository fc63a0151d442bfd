// Checkers of the four session guarantees of Terry et al., "Session guarantees for weakly consistent replicated data", PDIS 1994,
// each by its name. A process is a session. Reads list all elements that they see, so that what a state includes is told, not
// guessed. An object per key; guarantees across keys are not looked at.
import type { Checker } from "./checker.ts";
import { keyedChecker, type KeyedOptions } from "./keyed/keyed-checker.ts";
import {
  MONOTONIC_READS,
  MONOTONIC_WRITES,
  READ_YOUR_WRITES,
  WRITES_FOLLOW_READS,
} from "./keyed/session-judges.ts";
import { type Guarantee, judgeSessions, SESSION_FUNCTIONS } from "./keyed/session-log.ts";

const sessionChecker = (name: string, guarantee: Guarantee, options: KeyedOptions): Checker =>
  keyedChecker(
    {
      name,
      functions: SESSION_FUNCTIONS,
      observations: "reads",
      judge: (object, found) => {
        judgeSessions(object, found, guarantee);
      },
    },
    options,
  );

/** A read sees what its own process had written and got acknowledged before. */
export const readYourWrites = (options: KeyedOptions = {}): Checker =>
  sessionChecker("read-your-writes", READ_YOUR_WRITES, options);

/** A read sees what the read before it in its process saw. */
export const monotonicReads = (options: KeyedOptions = {}): Checker =>
  sessionChecker("monotonic-reads", MONOTONIC_READS, options);

/** A read that sees a write sees what the writer's process had written, and got acknowledged, before it. */
export const monotonicWrites = (options: KeyedOptions = {}): Checker =>
  sessionChecker("monotonic-writes", MONOTONIC_WRITES, options);

/** A read that sees a write sees what the writer's process had read before it. */
export const writesFollowReads = (options: KeyedOptions = {}): Checker =>
  sessionChecker("writes-follow-reads", WRITES_FOLLOW_READS, options);
