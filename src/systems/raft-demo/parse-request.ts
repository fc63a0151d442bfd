// A client's JSON as a request, or nothing: what comes from outside is checked here and nowhere else.
import type { MicroOp, Request, Scalar } from "./protocol.ts";

/** Null for anything that is no request of this system. */
export function parseRequest(body: unknown): Request | null {
  if (typeof body !== "object" || body === null) return null;
  const { type, key, value, from, to, txn } = body as Readonly<Record<string, unknown>>;
  if (type === "status" || type === "campaign") return { type };
  if (type === "txn") return Array.isArray(txn) && txn.every(isMicroOp) ? { type, txn } : null;
  if (!isScalar(key)) return null;
  if (type === "read") return { type, key };
  if (type === "write" && isScalar(value)) return { type, key, value };
  if (type === "cas" && isScalar(from) && isScalar(to)) return { type, key, from, to };
  return null;
}

function isMicroOp(micro: unknown): micro is MicroOp {
  if (!Array.isArray(micro) || micro.length !== 3) return false;
  const [f, key, value] = micro as readonly unknown[];
  if (!isScalar(key)) return false;
  return f === "r" ? value === null : (f === "w" || f === "append") && isScalar(value);
}

const isScalar = (value: unknown): value is Scalar =>
  value === null || ["string", "number", "boolean"].includes(typeof value);
