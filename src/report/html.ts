// Writes a run as one HTML file that opens offline: the shell, the data as base64, and a policy that allows nothing else.
// Knows the shell's three marks and nothing of what it draws.
import { createHash } from "node:crypto";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { assert } from "../core/assert.ts";
import { HarnessError } from "../core/errors.ts";
import { FILES } from "../store/layout.ts";
import { readRun } from "../store/read-run.ts";
import type { StoredRun } from "../store/stored-run.ts";
import { drawCycles, type Drawings } from "./cycle-drawing.ts";
import { escapeHtml, jsonForScript } from "./escape.ts";
import { buildPayload, headlineOfRun } from "./payload.ts";
import { printable } from "./printable.ts";
import { readShell } from "./shell.ts";
import { reportSummary } from "./report-summary.ts";

/** Where the shell wants what differs from run to run. */
const MARKS = {
  head: "<!--faultline:head-->",
  static: "<!--faultline:static-->",
  data: "<!--faultline:data-->",
} as const;

/** Writes the report of a run directory into it and returns its path. */
export async function writeReportOf(directory: string): Promise<string> {
  const path = join(directory, FILES.report);
  await writeReport(await readRun(directory), path);
  return path;
}

/** Writes the report of `run` to `path`, whole or not at all. Throws `storage` when it cannot be written. */
export async function writeReport(run: StoredRun, path: string): Promise<void> {
  const html = renderReport(run, await readShell(), await drawCycles(run));
  try {
    await writeFile(`${path}.part`, html);
    await rename(`${path}.part`, path);
  } catch (cause) {
    throw new HarnessError("storage", `the report ${path} cannot be written`, {
      hint: "Is the disk full, or the directory read-only?",
      cause,
    });
  }
}

/** The page of a run; the same run, shell and drawings give the same text. */
export function renderReport(
  run: StoredRun,
  shell: string,
  drawings: Drawings = new Map(),
): string {
  const headline = headlineOfRun(run);
  const title = printable(`${headline.word} · ${run.plan.scenario}`);
  const data = deflateRawSync(buildPayload(run, drawings), { level: 9 }).toString("base64");
  return [
    [MARKS.head, `${policyOf(shell)}\n    <title>${escapeHtml(title)} · Faultline</title>`],
    [
      MARKS.static,
      `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(headline.sentence)}</p><p><code>${escapeHtml(printable(run.plan.replay))}</code></p>`,
    ],
    [
      MARKS.data,
      `<script type="application/json" id="summary">${jsonForScript(reportSummary(run))}</script>\n    <script type="application/octet-stream" id="payload">${data}</script>`,
    ],
  ].reduce((html, [mark = "", text = ""]) => replaceOnce(html, mark, text), shell);
}

/** Not `String.replace`: the text may hold what it takes for patterns. */
function replaceOnce(html: string, mark: string, text: string): string {
  const at = html.indexOf(mark);
  assert(at >= 0, `the shell has the mark ${mark}`);
  return html.slice(0, at) + text + html.slice(at + mark.length);
}

/** Only the shell's own script and styles run, by their hashes; nothing is ever fetched. */
function policyOf(shell: string): string {
  const scripts = hashesOf(shell, /<script type="module"[^>]*>([\s\S]*?)<\/script>/g);
  const styles = hashesOf(shell, /<style[^>]*>([\s\S]*?)<\/style>/g);
  const policy = [
    "default-src 'none'",
    `script-src ${scripts}`,
    `style-src ${styles}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<meta http-equiv="Content-Security-Policy" content="${policy}" />`;
}

function hashesOf(shell: string, blocks: RegExp): string {
  const hashes = [...shell.matchAll(blocks)].map(
    ([, text = ""]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
  );
  assert(hashes.length > 0, `the shell has a block of ${blocks.source}`);
  return hashes.join(" ");
}
