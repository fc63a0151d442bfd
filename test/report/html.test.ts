// The page of a run: everything is in it, nothing breaks out of it, and the same run gives the same bytes.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { nanos, nodeId } from "../../src/core/ids.ts";
import { renderReport, writeReport } from "../../src/report/html.ts";
import { operationTable } from "../../src/report/operation-table.ts";
import { decodePayload } from "../../src/report/payload-format.ts";
import { readShell } from "../../src/report/shell.ts";
import { event, HOSTILE_TEXTS, hostileRun, manyEvents, OUTCOMES, storedRun } from "./fixtures.ts";

const SHELL = `<!doctype html><html><head><!--faultline:head--><style>a{}</style></head>
<body><!--faultline:static--><!--faultline:data--><script type="module">1</script></body></html>`;

const between = (html: string, from: string, to: string): string => {
  const start = html.indexOf(from) + from.length;
  return html.slice(start, html.indexOf(to, start));
};

function payloadOf(html: string) {
  const base64 = between(html, 'id="payload">', "</script>");
  return decodePayload(inflateRawSync(Buffer.from(base64, "base64")));
}

const summaryIn = (html: string): Record<string, unknown> =>
  JSON.parse(between(html, 'id="summary">', "</script>")) as Record<string, unknown>;

describe("the data in the page", () => {
  test("holds every operation with its times, outcome and text", () => {
    const run = storedRun({ events: manyEvents(500) });
    const { header, columns } = payloadOf(renderReport(run, SHELL));
    const operations = run.history.operations();
    expect(columns.startDelta).toHaveLength(operations.length);
    let ticks = 0;
    operations.forEach((op, row) => {
      ticks += columns.startDelta[row] ?? 0;
      expect(Math.abs(ticks * header.tickNs - op.start)).toBeLessThanOrEqual(header.tickNs);
      if (op.end !== null) {
        const took = (columns.duration[row] ?? 0) * header.tickNs;
        expect(Math.abs(took - (op.end - op.start))).toBeLessThanOrEqual(header.tickNs);
      }
      expect(["ok", "fail", "info"][columns.outcome[row] ?? 9]).toBe(op.outcome.type);
      expect(header.functions[columns.f[row] ?? 9]).toBe(op.f);
      expect(header.keys[columns.key[row] ?? 9]).toBe(String(op.key));
    });
    expect(header.texts[columns.text[0] ?? 9]).toBe("0");
    expect(header.plan).toEqual(run.plan);
    expect(header.faults).toEqual(run.history.faults);
    expect(header.leftOut).toEqual([]);
  });

  test("counts every completion in the rate", () => {
    const { header } = payloadOf(renderReport(storedRun({ events: manyEvents(900) }), SHELL));
    const total = (row: readonly number[]): number => row.reduce((sum, n) => sum + n, 0);
    expect(total(header.rate.info)).toBeCloseTo(header.counts.info, 0);
    expect(header.counts.ok + header.counts.fail + header.counts.info).toBe(900);
  });

  test("keeps operations of a history that is out of order", () => {
    const late = [event(90_000, 900, "invoke", "read", null), event(90_001, 900, "ok", "read", 1)];
    const { header, columns } = payloadOf(
      renderReport(storedRun({ events: [...late, ...manyEvents(20)] }), SHELL),
    );
    const seconds =
      columns.startDelta.reduce((sum, delta) => sum + delta, 0) * header.tickNs * 1e-9;
    expect(seconds).toBeCloseTo(90, 3);
  });

  test("fits a run of ten hours into its ticks", () => {
    const events = [
      event(36_000_000, 0, "invoke", "read", null),
      event(36_000_500, 0, "ok", "read", 1),
    ];
    const { header, columns } = payloadOf(renderReport(storedRun({ events }), SHELL));
    expect(((columns.startDelta[0] ?? 0) * header.tickNs) / 1e9).toBeCloseTo(36_000, 3);
    expect(header.rate.ok.length).toBeLessThanOrEqual(3600);
  });
});

describe("caps", () => {
  test("a long log keeps its beginning and its end and says what was cut", () => {
    const logs = Array.from({ length: 5000 }, (_, i) => ({
      node: nodeId("n1"),
      time: nanos(i * 1e6),
      stream: "stdout" as const,
      text: `line ${String(i)}`,
    }));
    const { header } = payloadOf(renderReport(storedRun({ logs }), SHELL));
    expect(header.logs.filter((row) => row.cut === 0)).toHaveLength(2000);
    expect(header.logs.filter((row) => row.cut > 0)).toMatchObject([{ cut: 3000 }]);
    expect(header.logs.at(-1)?.text).toBe("line 4999");
    expect(header.leftOut).toEqual(["3000 lines in the middle of the log of n1"]);
  });

  test("too many operations keep all that failed and say how many are left out", () => {
    const { history } = storedRun({ events: manyEvents(2100) });
    const operations = history.operations();
    const { columns, leftOut } = operationTable(operations, history, nanos(31e9), 2000);
    expect(columns.startDelta.length).toBeLessThanOrEqual(2000);
    const oddOf = (outcomes: Iterable<unknown>): number =>
      [...outcomes].filter((outcome) => outcome !== 0 && outcome !== "ok").length;
    expect(oddOf(columns.outcome)).toBe(oddOf(operations.map((op) => op.outcome.type)));
    expect(leftOut[0]).toMatch(/^100 of 2100 operations/);
  });

  test("a value of a megabyte costs no more than a short one", () => {
    const giant = "x".repeat(1_000_000);
    const events = [event(0, 0, "invoke", "write", giant), event(1, 0, "ok", "write", giant)];
    expect(renderReport(storedRun({ events, logs: [] }), SHELL).length).toBeLessThan(20_000);
  });
});

describe("hostile values", () => {
  test("add no tag, no comment and no line separator to the page", () => {
    const plain = renderReport(storedRun(), SHELL);
    const hostile = renderReport(hostileRun(), SHELL);
    const tags = (html: string): readonly string[] => html.match(/<[a-z!/][^\s>]*/gi) ?? [];
    expect(tags(hostile)).toEqual(tags(plain));
    expect(hostile).not.toMatch(/[\u2028\u2029]/);
  });

  test("come back from the summary as they were", () => {
    const summary = summaryIn(renderReport(hostileRun(), SHELL));
    expect(summary["scenario"]).toBe(HOSTILE_TEXTS.join(" "));
  });

  test("cannot take the place of a mark of the shell", () => {
    const marks = "<!--faultline:data--> $& $' $`";
    const html = renderReport(storedRun({ plan: { scenario: marks } }), SHELL);
    expect(summaryIn(html)["scenario"]).toBe(marks);
    expect(payloadOf(html).header.plan.scenario).toBe(marks);
  });
});

test("the same run gives the same bytes", () => {
  expect(renderReport(OUTCOMES.invalid(), SHELL)).toBe(renderReport(OUTCOMES.invalid(), SHELL));
});

test("the policy allows the shell's script and styles by hash and nothing else", () => {
  const html = renderReport(storedRun(), SHELL);
  const policy = between(html, 'http-equiv="Content-Security-Policy" content="', '"');
  expect(policy).toMatch(
    /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'$/,
  );
});

test.each(Object.entries(OUTCOMES))("%s: the summary says how it ended", (_, make) => {
  const run = make();
  expect(summaryIn(renderReport(run, SHELL))).toMatchObject({
    format: "faultline-report-summary",
    version: 1,
    status: run.manifest.status,
    verdict: run.verdicts?.verdict ?? "unknown",
    expected: run.verdicts?.expected ?? false,
  });
});

test("a report is written whole, with nothing beside it", async () => {
  const dir = await mkdtemp(join(tmpdir(), "faultline-report-"));
  try {
    await writeReport(OUTCOMES.valid(), join(dir, "report.html"));
    expect(await readdir(dir)).toEqual(["report.html"]);
    expect(await readFile(join(dir, "report.html"), "utf8")).toContain("</html>");
  } finally {
    await rm(dir, { recursive: true });
  }
});

test("a report that cannot be written is an error of storage", async () => {
  await expect(writeReport(OUTCOMES.valid(), "/nowhere/at/all.html")).rejects.toMatchObject({
    code: "storage",
  });
});

test("a page that was never built says how to build it", async () => {
  await expect(readShell(["./nowhere.html"])).rejects.toMatchObject({
    code: "internal",
    hint: expect.stringContaining("npm run prepare") as string,
  });
});
