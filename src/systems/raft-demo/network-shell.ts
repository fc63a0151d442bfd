// The node in a container: peers by UDP datagrams (what the network loses is lost, as Raft expects; no connection has to
// recover when a partition heals), clients by HTTP: POST /rpc with the bodies of the process back end, GET /status.
import { createSocket } from "node:dgram";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { PeerMessage } from "./protocol.ts";
import type { Server, ServerOptions } from "./server.ts";

/** Where peers listen, in every container. */
const PEER_PORT = 9000;
const MAX_BODY_BYTES = 1024 * 1024;

export interface NetworkShell {
  readonly id: string;
  /** Node → address, this node included. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly httpPort: number;
  readonly serverOf: (send: ServerOptions["send"]) => Server;
  readonly log: (line: string) => void;
}

interface Datagram {
  readonly from: string;
  readonly message: PeerMessage;
}

/** Serves until the process ends. */
export function serveNetwork(shell: NetworkShell): void {
  const socket = createSocket("udp4");
  const server = shell.serverOf((to, message) => {
    const datagram: Datagram = { from: shell.id, message };
    // An error here (no route, nobody there) is a lost message.
    socket.send(JSON.stringify(datagram), PEER_PORT, shell.addresses.get(to), () => undefined);
  });
  socket.on("error", (error) => {
    shell.log(`peers: ${error.message}`);
  });
  socket.on("message", (data) => {
    const { from, message } = JSON.parse(data.toString()) as Datagram;
    server.receive(from, message);
    server.flush();
  });
  socket.bind(PEER_PORT);
  createServer((request, response) => {
    onHttp(server, request, response);
  }).listen(shell.httpPort);
}

function onHttp(server: Server, request: IncomingMessage, response: ServerResponse): void {
  const answer = (status: number, body: unknown): void => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  const ask = (body: unknown): void => {
    server.request(body, (reply) => {
      answer(200, reply);
    });
    server.flush();
  };
  if (request.method === "GET" && request.url === "/status") ask({ type: "status" });
  else if (request.method === "POST" && request.url === "/rpc") readJson(request, ask);
  else answer(404, { type: "error", code: 10, text: "POST /rpc and GET /status are all there is" });
}

function readJson(request: IncomingMessage, then: (body: unknown) => void): void {
  let text = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    text += chunk;
    if (text.length > MAX_BODY_BYTES) request.destroy();
  });
  request.on("end", () => {
    let body: unknown = null;
    try {
      body = JSON.parse(text);
    } catch {
      // Null is no request: the server answers that it is malformed.
    }
    then(body);
  });
}
