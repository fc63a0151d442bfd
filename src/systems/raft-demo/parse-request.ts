// A client's JSON as a request, or nothing: what comes from outside is checked here and nowhere else.
import type { Request, Scalar } from "./protocol.ts";

/** Null for anything that is no request of this system. */
export function parseRequest(body: unknown): Request | null {
  if (typeof body !== "object" || body === null) return null;
  const { type, key, value, from, to } = body as Readonly<Record<string, unknown>>;
  if (type === "status") return { type };
  if (!isScalar(key)) return null;
  if (type === "read") return { type, key };
  if (type === "write" && isScalar(value)) return { type, key, value };
  if (type === "cas" && isScalar(from) && isScalar(to)) return { type, key, from, to };
  return null;
}

const isScalar = (value: unknown): value is Scalar =>
  value === null || ["string", "number", "boolean"].includes(typeof value);
