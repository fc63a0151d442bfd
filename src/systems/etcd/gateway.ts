// etcd's JSON gateway: one POST per call, one connection per call. Knows no operations and judges no errors.

/** A reply of the gateway: the HTTP status and what it said. */
export interface GatewayReply {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Posts `body` to `path` below `url`. Every call has a connection of its own: on a kept one, a request to a node that
 * died meanwhile fails only after it was sent, and what is certain becomes uncertain. Rejects as fetch does.
 */
export async function post(
  url: string,
  path: string,
  body: unknown,
  signal: AbortSignal,
): Promise<GatewayReply> {
  const response = await fetch(`${url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", connection: "close" },
    body: JSON.stringify(body),
    signal,
  });
  const text = await response.text();
  return { status: response.status, body: parseBody(text) };
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Bytes are base64 in the gateway's JSON. */
export const encode = (text: string): string => Buffer.from(text).toString("base64");
export const decode = (base64: string): string => Buffer.from(base64, "base64").toString();
