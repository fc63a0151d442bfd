// One watch of etcd's: a request whose answer never ends, taken in message by message as it comes and handed out in answers.
import { fail, ok } from "../../core/op.ts";
import type { Watched, WatchedEvent } from "../../core/specs/watch.ts";
import type { Called } from "./call.ts";
import { outcomeOfReply, outcomeOfThrow, readFailed } from "./errors.ts";
import { decode } from "./gateway.ts";
import { rangeOf } from "./kv.ts";

/** How long an answer waits for something to happen. */
const PATIENCE_MS = 200;

/** One message of the gateway's, a line each. Members that are zero, false or empty are left out. */
interface Line {
  readonly error?: { readonly message?: string };
  readonly result?: {
    readonly header?: { readonly revision?: string };
    readonly created?: boolean;
    readonly canceled?: boolean;
    readonly cancel_reason?: string;
    readonly events?: readonly {
      readonly type?: "DELETE";
      readonly kv: { readonly key: string; readonly mod_revision: string; readonly value?: string };
    }[];
  };
}

/** What etcd sent at once; without events it is a progress notification of that revision. */
interface Message {
  readonly events: readonly WatchedEvent[];
  readonly revision: number;
}

export class WatchStream {
  readonly #folder: string;
  readonly #controller = new AbortController();
  readonly #messages: Message[] = [];
  #created = false;
  /** Why nothing more comes; null while it may. */
  #end: string | null = null;
  #wake: () => void = () => undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Watches all keys of a folder from a revision on; `fail` when etcd does not say that it does. */
  static async open(
    url: string,
    { folder, from }: { readonly folder: string; readonly from: number },
    signal: AbortSignal,
  ): Promise<Called<WatchStream>> {
    const stream = new WatchStream(folder);
    const giveUp = (): void => stream.close();
    signal.addEventListener("abort", giveUp);
    try {
      const response = await stream.#request(url, from);
      if (response.status !== 200 || response.body === null)
        return readFailed(outcomeOfReply(response.status, await response.text()));
      void stream.#read(response.body);
      await stream.#until(() => stream.#created, signal);
    } catch (error) {
      return readFailed(outcomeOfThrow(error, signal.aborted));
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
    if (stream.#created) return ok(stream);
    stream.close();
    return fail("no-watch", stream.#end ?? "etcd did not begin the watch before the deadline");
  }

  /** What has come since the last answer, or comes within a short while; `fail` when the watch is over and all was taken. */
  async take(signal: AbortSignal): Promise<Called<Watched>> {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    await this.#until(() => this.#messages.length > 0, patience);
    const events: WatchedEvent[] = [];
    for (;;) {
      const [message] = this.#messages;
      // A revision that etcd sent in two parts must be seen in two answers.
      if (message === undefined || (events.length > 0 && isPart(message, events))) break;
      this.#messages.shift();
      if (message.events.length === 0) return ok({ events, bookmark: message.revision });
      events.push(...message.events);
    }
    if (events.length === 0 && this.#end !== null) return fail("watch-over", this.#end);
    return ok({ events, bookmark: null });
  }

  close(): void {
    this.#over("closed");
    this.#controller.abort();
  }

  #request(url: string, from: number): Promise<Response> {
    const range = rangeOf(this.#folder);
    return fetch(`${url}/v3/watch`, {
      method: "POST",
      headers: { "content-type": "application/json", connection: "close" },
      body: JSON.stringify({
        create_request: { ...range, start_revision: String(from), progress_notify: true },
      }),
      signal: this.#controller.signal,
    });
  }

  /** Never rejects: whatever ends the stream is remembered. */
  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    try {
      for await (const bytes of body) {
        const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) if (line.trim() !== "") this.#take(JSON.parse(line) as Line);
      }
      this.#over("etcd ended the watch");
    } catch (error) {
      this.#over(error instanceof Error ? error.message : String(error));
    }
  }

  #take({ error, result }: Line): void {
    if (error !== undefined || result === undefined)
      this.#over(error?.message ?? "etcd sent no result");
    else if (result.canceled === true) this.#over(result.cancel_reason ?? "etcd cancelled it");
    else if (result.created === true) this.#created = true;
    else
      this.#messages.push({
        events: (result.events ?? []).map(({ type, kv }) => [
          Number(kv.mod_revision),
          decode(kv.key).slice(this.#folder.length),
          type === "DELETE" ? null : Number(decode(kv.value ?? "")),
        ]),
        revision: Number(result.header?.revision),
      });
    this.#wake();
  }

  #over(why: string): void {
    this.#end ??= why;
    this.#wake();
  }

  /** Waits until that holds, the watch is over, or the signal ends it. */
  async #until(holds: () => boolean, signal: AbortSignal): Promise<void> {
    while (!holds() && this.#end === null && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  }
}

const isPart = ({ events: [first] }: Message, before: readonly WatchedEvent[]): boolean =>
  first !== undefined && first[0] === before.at(-1)?.[0];
