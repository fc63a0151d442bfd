// One client worker: opens a client when its process needs one, performs one operation at a time, lets clients go.
// Knows neither generators nor the history; decides only what became of a request.
import { inspect } from "node:util";
import type { Client } from "../core/client.ts";
import type { Clock } from "../core/clock.ts";
import { fromMs } from "../core/duration.ts";
import { HarnessError, messageOf } from "../core/errors.ts";
import type { ProcessId, WorkerId } from "../core/ids.ts";
import { type AnyRequest, fail, info, type OpError, type Outcome } from "../core/op.ts";

/** Opens the client of a process on its worker; rejecting means that no request was sent. */
export type OpenClient = (
  worker: WorkerId,
  process: ProcessId,
  signal: AbortSignal,
) => Promise<Client>;

/** An operation under way. */
export interface Attempt {
  readonly process: ProcessId;
  readonly request: AnyRequest;
  readonly signal: AbortSignal;
  /** Whether the request may have left: until then a failure is certain, afterwards it is not. */
  sent: boolean;
}

/** How long a worker stays busy when it cannot open a client, so that a dead node does not make it spin. */
const NO_CLIENT_PAUSE = fromMs(100);

export class Worker implements AsyncDisposable {
  readonly #id: WorkerId;
  readonly #open: OpenClient;
  readonly #clock: Clock;
  readonly #closing = new Set<Promise<void>>();
  #client: Client | null = null;

  constructor(id: WorkerId, open: OpenClient, clock: Clock) {
    this.#id = id;
    this.#open = open;
    this.#clock = clock;
  }

  /** What became of the operation; never rejects. With a client at hand the request leaves before this returns. */
  async perform(attempt: Attempt): Promise<Outcome> {
    if (this.#client === null) {
      const problem = await this.#connect(attempt);
      if (problem !== null) return fail("no-client", problem);
    }
    const client = this.#client as Client;
    attempt.sent = true;
    try {
      return asOutcome(await client.invoke(attempt.request, attempt.signal), attempt.request);
    } catch (error) {
      return info(error instanceof HarnessError ? error.code : "exception", messageOf(error));
    }
  }

  /** Lets the client of a dead process go, without waiting for it. */
  drop(): void {
    if (this.#client !== null) this.#close(this.#client);
    this.#client = null;
  }

  /** Waits for all clients that were let go. Bound it: a client may hang. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.drop();
    await Promise.all(this.#closing);
  }

  /** Null, or why there is no client. */
  async #connect({ process, signal }: Attempt): Promise<string | null> {
    try {
      const client = await this.#open(this.#id, process, signal);
      // Too late: the operation was given up, and another may be opening a client already.
      if (signal.aborted) {
        this.#close(client);
        return "the client was not open before the deadline";
      }
      this.#client = client;
      return null;
    } catch (error) {
      await this.#clock.sleep(NO_CLIENT_PAUSE, signal).catch(() => undefined);
      return messageOf(error);
    }
  }

  #close(client: Client): void {
    const closing = closeQuietly(client).finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}

/** A dead process's client may fail to close as it likes: nothing depends on it any more. */
async function closeQuietly(client: Client): Promise<void> {
  try {
    await client[Symbol.asyncDispose]();
  } catch {
    return;
  }
}

/** What a client answered if that is an outcome; anything else means that nobody knows what happened. */
function asOutcome(answer: unknown, request: AnyRequest): Outcome {
  const { type, error } = (answer ?? {}) as { readonly type?: unknown; readonly error?: unknown };
  if (type === "ok") return answer as Outcome;
  if ((type === "fail" || type === "info") && isOpError(error)) return answer as Outcome;
  return info(
    "internal",
    `the client answered ${request.f} with ${inspect(answer, { depth: 1 })}: no outcome`,
  );
}

function isOpError(error: unknown): error is OpError {
  const { code, message } = (error ?? {}) as {
    readonly code?: unknown;
    readonly message?: unknown;
  };
  return typeof code === "string" && typeof message === "string";
}
