// The node on the process back end: Maelstrom's protocol on stdin and stdout, one JSON object a line.
import { createInterface } from "node:readline";
import type { PeerMessage, Reply } from "./protocol.ts";
import { Server, type ServerOptions } from "./server.ts";

interface Line {
  readonly src: string;
  readonly dest: string;
  readonly body: { readonly type: string; readonly msg_id?: number } & Readonly<
    Record<string, unknown>
  >;
}

export interface StdioShell {
  readonly input: NodeJS.ReadableStream;
  readonly write: (text: string) => void;
  /** Makes the server once `init` has named the nodes. */
  readonly serverOf: (id: string, nodes: readonly string[], send: ServerOptions["send"]) => Server;
  /** The harness is gone. */
  readonly onEnd: () => void;
}

/** Serves until stdin ends. */
export function serveStdio(shell: StdioShell): void {
  let server: Server | null = null;
  let id = "";
  let scheduled = false;
  const print = (dest: string, body: object): void => {
    shell.write(`${JSON.stringify({ src: id, dest, body })}\n`);
  };
  const flush = (): void => {
    scheduled = false;
    server?.flush();
  };
  const onLine = (text: string): void => {
    const { src, body } = JSON.parse(text) as Line;
    const reply = (answer: Reply | { readonly type: "init_ok" }): void => {
      print(src, { ...answer, in_reply_to: body.msg_id ?? null });
    };
    if (body.type === "init") {
      const { node_id, node_ids } = body as unknown as { node_id: string; node_ids: string[] };
      id = node_id;
      server = shell.serverOf(node_id, node_ids, print);
      reply({ type: "init_ok" });
    } else if (src.startsWith("c")) server?.request(body, reply);
    else server?.receive(src, body as unknown as PeerMessage);
    // All lines that came in one piece share one sync of the disk.
    if (!scheduled) setImmediate(flush);
    scheduled = true;
  };
  createInterface({ input: shell.input }).on("line", onLine).on("close", shell.onEnd);
}
