// Reads the report's data out of the page: base64, deflate, columns. Asks no network.
import { decodePayload, type PayloadHeader } from "../report/payload-format.ts";
import { type OperationRows, rowsOf } from "./operation-rows.ts";

/** What every part of the page is drawn from. */
export interface Report {
  readonly header: PayloadHeader;
  readonly rows: OperationRows;
}

/** Throws when the data is not there, broken, or of another version. */
export async function readPayload(page: Document): Promise<Report> {
  const base64 = page.getElementById("payload")?.textContent ?? "";
  const bytes = await inflate(bytesOf(base64));
  const { header, columns } = decodePayload(bytes);
  return { header, rows: rowsOf(columns, header.tickNs) };
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

async function inflate(deflated: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
