// An etcd of one node in memory, as its JSON gateway shows it: ranges, writes, transactions and watches of what clients use.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { Node } from "../../../src/cluster/api.ts";

interface Item {
  readonly value: string;
  readonly create: number;
  readonly mod: number;
}

interface Change {
  readonly key: string;
  /** Absent: deleted. */
  readonly value?: string;
}

interface Revision {
  readonly revision: number;
  readonly changes: readonly Change[];
}

interface Range {
  readonly key: string;
  readonly range_end?: string;
  readonly limit?: string;
  readonly sort_target?: string;
}

interface Txn {
  readonly compare: readonly { readonly key: string; readonly mod_revision: string }[];
  readonly success: readonly (
    | { readonly request_put: Range & { readonly value: string } }
    | { readonly request_delete_range: Range }
  )[];
}

type Body = Readonly<Record<string, unknown>> & Range;

const decode = (base64: string): string => Buffer.from(base64, "base64").toString();

/** What it answers with instead, once: a status and a body, or the end of the connection, or nothing. */
type Mishap = { readonly status: number; readonly body: string } | "hang-up" | "silence";

export class FakeEtcd implements AsyncDisposable {
  readonly #server: Server;
  readonly #items = new Map<string, Item>();
  readonly #watchers = new Set<ServerResponse>();
  /** Paths and bodies of all calls. */
  readonly calls: string[] = [];
  /** Before a call of that path something else happens. */
  readonly before = new Map<string, () => void>();
  /** By path. */
  readonly mishaps = new Map<string, Mishap>();
  #revision = 1;
  readonly #log: Revision[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    });
  }

  static async start(): Promise<FakeEtcd> {
    const etcd = new FakeEtcd();
    await new Promise<void>((resolve) => etcd.#server.listen(0, "127.0.0.1", resolve));
    return etcd;
  }

  get node(): Node {
    const { port } = this.#server.address() as AddressInfo;
    return { address: () => ({ url: `http://127.0.0.1:${String(port)}` }) } as unknown as Node;
  }

  /** All changes at the next revision. */
  change(changes: readonly Change[]): number {
    const revision = ++this.#revision;
    for (const { key, value } of changes)
      if (value === undefined) this.#items.delete(key);
      else
        this.#items.set(key, {
          value,
          create: this.#items.get(key)?.create ?? revision,
          mod: revision,
        });
    this.#log.push({ revision, changes });
    for (const watcher of this.#watchers) this.#tell(watcher, [{ revision, changes }]);
    return revision;
  }

  /** Sends a line to every watcher. */
  send(line: unknown): void {
    for (const watcher of this.#watchers) watcher.write(`${JSON.stringify(line)}\n`);
  }

  /** Ends every watch. */
  endWatches(): void {
    for (const watcher of this.#watchers) watcher.end();
    this.#watchers.clear();
  }

  #tell(watcher: ServerResponse, log: readonly Revision[]): void {
    const events = log.flatMap(({ revision, changes }) =>
      changes.map(({ key, value }) => ({
        ...(value === undefined ? { type: "DELETE" } : {}),
        kv: {
          key: btoa(key),
          mod_revision: String(revision),
          ...(value === undefined ? {} : { value: btoa(value) }),
        },
      })),
    );
    watcher.write(`${JSON.stringify({ result: { header: this.#header(), events } })}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    const body = (await json(request)) as Body;
    this.calls.push(path);
    this.before.get(path)?.();
    const mishap = this.mishaps.get(path);
    if (mishap === "silence") return;
    if (mishap === "hang-up") {
      request.socket.destroy();
      return;
    }
    const start = body["create_request"] as Readonly<Record<string, string>> | undefined;
    if (mishap !== undefined) response.writeHead(mishap.status).end(mishap.body);
    else if (start !== undefined) this.#watch(start, response);
    else response.end(JSON.stringify({ header: this.#header(), ...this.#answer(path, body) }));
  }

  #header = (): unknown => ({ revision: String(this.#revision) });

  #answer(path: string, body: Body): object {
    switch (path) {
      case "/v3/kv/range":
        return { kvs: this.#range(body) };
      case "/v3/kv/put":
        return { header: { revision: String(this.change([changeOf(body)])) } };
      case "/v3/kv/deleterange": {
        const key = decode(body.key);
        if (!this.#items.has(key)) return {};
        return { header: { revision: String(this.change([{ key }])) }, deleted: "1" };
      }
      case "/v3/kv/txn":
        return this.#txn(body);
      case "/v3/lease/grant":
        return { ID: "7", TTL: body["TTL"] };
      default:
        throw new Error(`no ${path}`);
    }
  }

  #range({ key, range_end = "", limit = "1000000", sort_target }: Range): readonly object[] {
    const [from, to] = [decode(key), decode(range_end)];
    const found = [...this.#items].filter(([name]) =>
      to === "" ? name === from : name >= from && name < to,
    );
    found.sort(([a, { create: x }], [b, { create: y }]) =>
      sort_target === "CREATE" ? x - y : a < b ? -1 : 1,
    );
    return found.slice(0, Number(limit)).map(([name, { value, mod }]) => ({
      key: btoa(name),
      value: btoa(value),
      mod_revision: String(mod),
    }));
  }

  #txn(body: Body): object {
    const { compare, success } = body as unknown as Txn;
    const holds = compare.every(
      ({ key, mod_revision }) => mod_revision === String(this.#items.get(decode(key))?.mod ?? 0),
    );
    if (!holds) return {};
    const revision = this.change(
      success.map((write) =>
        changeOf("request_put" in write ? write.request_put : write.request_delete_range),
      ),
    );
    return { header: { revision: String(revision) }, succeeded: true };
  }

  #watch({ start_revision }: Readonly<Record<string, string>>, response: ServerResponse): void {
    response.write(`${JSON.stringify({ result: { header: this.#header(), created: true } })}\n`);
    const log = this.#log.filter(({ revision }) => revision >= Number(start_revision));
    if (log.length > 0) this.#tell(response, log);
    this.#watchers.add(response);
  }
}

const changeOf = ({ key, value }: Range & { readonly value?: string }): Change => ({
  key: decode(key),
  ...(value === undefined ? {} : { value: decode(value) }),
});
