// Requests of clients that wait for their reply. How messages travel is not its affair.
import type { Body, Message } from "./message.ts";
import { errorBody, NETWORK_ERRORS } from "./message.ts";

interface Pending {
  readonly client: string;
  readonly node: string;
  readonly resolve: (body: Body) => void;
}

/** Numbers requests, matches replies to them by `in_reply_to`, drops replies nobody waits for. */
export class ClientRequests {
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  /**
   * Hands `body` to `deliver` as a message of `client` to `node` and resolves with the reply's body. What could not be
   * delivered is answered with a definite error. Rejects with the signal's reason when that aborts first.
   */
  send(
    client: string,
    node: string,
    body: Body,
    signal: AbortSignal,
    deliver: (message: Message) => boolean,
  ): Promise<Body> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#pending.delete(id);
        reject(signal.reason as Error);
      };
      const settle = (reply: Body): void => {
        this.#pending.delete(id);
        signal.removeEventListener("abort", onAbort);
        resolve(reply);
      };
      if (signal.aborted) {
        onAbort();
        return;
      }
      signal.addEventListener("abort", onAbort, { once: true });
      this.#pending.set(id, { client, node, resolve: settle });
      if (!deliver({ src: client, dest: node, body: { ...body, msg_id: id } }))
        settle(errorBody(NETWORK_ERRORS.unavailable, `${node} is down`));
    });
  }

  /** A message that a node sent to a client. */
  onReply(message: Message): void {
    const id = message.body["in_reply_to"];
    const waiting = typeof id === "number" ? this.#pending.get(id) : undefined;
    if (waiting?.client === message.dest && waiting.node === message.src)
      waiting.resolve(message.body);
  }

  /** The node is gone: whoever waits for it learns that the outcome is unknown. */
  onNodeDown(node: string): void {
    for (const waiting of [...this.#pending.values()])
      if (waiting.node === node)
        waiting.resolve(errorBody(NETWORK_ERRORS.crash, `${node} went down before it answered`));
  }
}
