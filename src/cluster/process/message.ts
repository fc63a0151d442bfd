// The wire format of the process back end: Maelstrom's `{src, dest, body}`, one JSON object a line.
// Knows no processes and no network.
import type { Json } from "../../core/json.ts";

export type Body = Readonly<Record<string, Json>>;

export interface Message {
  readonly src: string;
  readonly dest: string;
  readonly body: Body;
}

/** Error codes of the protocol that the network itself answers with. */
export const NETWORK_ERRORS = {
  /** Definite: the request was not delivered. */
  unavailable: 11,
  /** Indefinite: the node went down with the request in its hands. */
  crash: 13,
} as const;

export const errorBody = (code: number, text: string): Body => ({ type: "error", code, text });

/** A line of a node's stdout as a message, or in words why it is none. */
export function parseMessage(line: string): Message | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: "a line that is no JSON" };
  }
  if (!isObject(value)) return { problem: "a line that is no JSON object" };
  const { src, dest, body } = value;
  if (typeof src !== "string") return { problem: 'a message without "src"' };
  if (typeof dest !== "string") return { problem: 'a message without "dest"' };
  if (!isObject(body) || typeof body["type"] !== "string")
    return { problem: 'a message without a "body" that has a "type"' };
  return { src, dest, body: body as Body };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
