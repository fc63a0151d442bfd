// Runs a Raft state machine against a disk and a way to reach peers: feeds it, stores first, sends and answers after.
// The same under both shells; knows neither pipes nor sockets.
import { Disk } from "./disk.ts";
import { ERRORS, type Input, type PeerMessage, type Reply } from "./protocol.ts";
import { parseRequest } from "./parse-request.ts";
import { Raft } from "./raft.ts";
import { recover } from "./recovery.ts";
import type { RaftOptions } from "./state.ts";

export interface ServerOptions {
  readonly raft: RaftOptions;
  readonly diskPath: string;
  readonly nowMs: () => number;
  readonly send: (to: string, message: PeerMessage) => void;
  /** Takes lines for people: who leads, in which term. */
  readonly log: (line: string) => void;
}

export class Server {
  readonly #options: ServerOptions;
  readonly #raft: Raft;
  readonly #disk: Disk;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #queue: Input[] = [];
  #lastClient = 0;
  #lastRole = "";

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#disk = new Disk(options.diskPath);
    const recovered = recover(this.#disk.recovered, options.raft.bug);
    this.#raft = new Raft(options.raft, recovered, options.nowMs());
    options.log(
      `recovered term ${String(recovered.term)}, ${String(recovered.log.length)} entries`,
    );
  }

  /** Takes a client's request; nothing happens before `flush`. */
  request(body: unknown, reply: (reply: Reply) => void): void {
    const request = parseRequest(body);
    if (request === null) {
      reply({ type: "error", code: ERRORS.malformed, text: "no request of this system" });
      return;
    }
    const client = ++this.#lastClient;
    this.#waiting.set(client, reply);
    this.#queue.push({ kind: "request", client, request });
  }

  /** Takes a message of a peer; nothing happens before `flush`. */
  receive(from: string, message: PeerMessage): void {
    this.#queue.push({ kind: "message", from, message });
  }

  tick(): void {
    this.#queue.push({ kind: "tick", nowMs: this.#options.nowMs() });
    this.flush();
  }

  /** Carries out all that was taken, with one sync of the disk before anything is let out. */
  flush(): void {
    const outputs = this.#queue.map((input) => this.#raft.step(input));
    this.#queue = [];
    this.#disk.append(outputs.flatMap(({ records }) => records));
    for (const { messages, replies } of outputs) {
      for (const { to, message } of messages) this.#options.send(to, message);
      for (const { client, reply } of replies) this.#answer(client, reply);
    }
    this.#logRole();
  }

  close(): void {
    this.#disk.close();
  }

  #answer(client: number, reply: Reply): void {
    this.#waiting.get(client)?.(reply);
    this.#waiting.delete(client);
  }

  #logRole(): void {
    const { role, term, last } = this.#raft.status();
    const now = `${role} in term ${String(term)}`;
    if (now === this.#lastRole) return;
    this.#lastRole = now;
    this.#options.log(`${now}, last entry ${String(last)}`);
  }
}
