// The page in a real browser, opened from a file with the network off: quiet, drawn, usable, and inert to hostile values.
import { existsSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeReport } from "../../src/report/html.ts";
import type { StoredRun } from "../../src/store/stored-run.ts";
import {
  clockEvents,
  HOSTILE_TEXTS,
  hostileRun,
  manyEvents,
  OUTCOMES,
  storedRun,
} from "../report/fixtures.ts";
import { cycle, cycleRun } from "../report/cycle-run.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const REQUIRED = process.env["FAULTLINE_REQUIRE_DOCKER"] === "1" || process.env["CI"] === "true";
const MISSING = existsSync(CHROMIUM) ? null : `there is no ${CHROMIUM}`;
const TITLE =
  MISSING === null ? "the report in a browser" : `the report in a browser (skipped: ${MISSING})`;

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

interface Opened extends AsyncDisposable {
  readonly page: Page;
  /** Console errors, exceptions, policy violations, dialogs and requests beyond the file itself. */
  readonly complaints: string[];
}

const QUIET_PROBE = `document.addEventListener("securitypolicyviolation", (e) => console.error("policy: " + e.violatedDirective + " " + e.blockedURI))`;

describe.skipIf(MISSING !== null && !REQUIRED)(TITLE, () => {
  let browser: Browser;
  let dir: string;
  let count = 0;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "faultline-browser-"));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
  });

  afterAll(async () => {
    await browser.close();
    await rm(dir, { recursive: true });
  });

  async function open(run: StoredRun, colorScheme: "light" | "dark" = "light"): Promise<Opened> {
    const path = join(dir, `${String(count++)}.html`);
    await writeReport(run, path);
    const context = await browser.newContext({ offline: true, colorScheme });
    const page = await context.newPage();
    const complaints: string[] = [];
    const url = pathToFileURL(path).href;
    page.on("console", (message) => {
      if (message.type() !== "log") complaints.push(`${message.type()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
    page.on("dialog", (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      if (request.url().split("#")[0] !== url) complaints.push(`request: ${request.url()}`);
    });
    await page.addInitScript(QUIET_PROBE);
    await page.goto(url);
    await page.getByRole("heading", { name: "The run", exact: true }).waitFor();
    return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
  }

  /** Pixels of one of the page's colours on a chart's canvas. */
  const pixelsOf = (page: Page, chart: number, color: string): Promise<number> =>
    page.evaluate<number>(`(() => {
      const canvas = document.querySelectorAll(".chart canvas")[${String(chart)}];
      const probe = document.createElement("canvas").getContext("2d");
      probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--${color}");
      probe.fillRect(0, 0, 1, 1);
      const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let found = 0;
      for (let i = 0; i < data.length; i += 4)
        if (data[i + 3] > 150 && Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 24) found++;
      return found;
    })()`);

  const windowText = (page: Page): Promise<string> => page.locator("#window").innerText();

  const EXPECTED_HEADING = {
    valid: "Valid",
    invalid: "Invalid",
    "invalid as expected": "Invalid, as expected",
    unknown: "Unknown",
    interrupted: "Interrupted",
    "crashed checker": "Unknown",
    "dead engine": "Failed",
  } as const satisfies Record<keyof typeof OUTCOMES, string>;

  test.each(Object.entries(EXPECTED_HEADING))(
    "%s: reads %s, and the page is quiet",
    async (name, heading) => {
      const run = OUTCOMES[name as keyof typeof OUTCOMES]();
      for (const scheme of ["light", "dark"] as const) {
        await using opened = await open(run, scheme);
        const { page, complaints } = opened;
        expect(await page.getByRole("heading", { level: 1 }).innerText()).toContain(heading);
        expect(await page.locator("#replay").innerText()).toContain(run.plan.replay);
        expect(complaints).toEqual([]);
      }
    },
  );

  test("a dead engine's report says what happened and what to do", async () => {
    await using opened = await open(OUTCOMES["dead engine"]());
    const text = await opened.page.locator("#findings").innerText();
    expect(text).toContain("stopped answering");
    expect(text).toContain("Start the engine and run faultline clean.");
    expect(text).toContain("network fl-7");
  });

  test("a crashed checker's report says so and what would decide it", async () => {
    await using opened = await open(OUTCOMES["crashed checker"]());
    expect(await opened.page.locator("#findings").innerText()).toContain(
      "Check the run again once the checker is mended",
    );
  });

  test("a cycle of transactions is drawn, with a sentence for each edge, also where its text is hostile", async () => {
    for (const key of ["x", HOSTILE_TEXTS[0], HOSTILE_TEXTS[4]]) {
      await using opened = await open(cycleRun(cycle(), key));
      const { page, complaints } = opened;
      expect(await page.locator(".cycle svg .node").count()).toBe(2);
      expect(await page.locator(".cycle svg .edge").count()).toBe(2);
      const first = page.locator(".edges li").first();
      expect(await first.innerText()).toBe("T0 rw → T2 T0 read x as [], without T2's 2");
      expect(complaints).toEqual([]);
    }
  });

  test("both charts draw each outcome", async () => {
    await using opened = await open(OUTCOMES.valid());
    for (const chart of [0, 1])
      for (const color of ["ok", "fail", "info"])
        await expect.poll(() => pixelsOf(opened.page, chart, color)).toBeGreaterThan(5);
  });

  test("clocks that were sampled have a chart and a table, and no others", async () => {
    const events = [...manyEvents(300), ...clockEvents()].sort((a, b) => a.time - b.time);
    await using opened = await open(storedRun({ events }));
    const { page, complaints } = opened;
    const chart = page.getByRole("img", { name: "How far each node's wall clock is ahead" });
    await chart.scrollIntoViewIfNeeded();
    await expect.poll(() => pixelsOf(page, 2, "ink")).toBeGreaterThan(100);
    await page.getByText("Clock offsets as a table").click();
    const table = page.getByRole("region", { name: "Clock offsets" });
    const rowAt = (time: string) => table.getByRole("row").filter({ hasText: time }).innerText();
    expect(await rowAt("12.500 s")).toMatch(/true\s+\+90 s\s+true/);
    expect(await rowAt("16.500 s")).toMatch(/\+90 s\s+down/);
    expect(await rowAt("21.500 s")).toMatch(/-40 ms\s+true/);
    expect(complaints).toEqual([]);
    await using without = await open(OUTCOMES.valid());
    expect(await without.page.getByText("Clock offsets").count()).toBe(0);
  });

  test("an outcome can be hidden", async () => {
    await using opened = await open(OUTCOMES.valid());
    const { page } = opened;
    await expect.poll(() => pixelsOf(page, 0, "fail")).toBeGreaterThan(5);
    await page.getByRole("button", { name: /fail/ }).click();
    await expect.poll(() => pixelsOf(page, 0, "fail")).toBe(0);
  });

  test("keys, wheel and drag zoom every chart and the logs; 0 shows all again", async () => {
    await using opened = await open(OUTCOMES.valid());
    const { page, complaints } = opened;
    // High enough that nothing scrolls: a wheel that turns while the page moves belongs to the page.
    await page.setViewportSize({ width: 1280, height: 3500 });
    const whole = await windowText(page);
    const lines = await page.locator("#logs .aside").innerText();
    await page.keyboard.press("+");
    await expect.poll(() => windowText(page)).toBe("7.50 s – 22.50 s");
    expect(await page.locator("#logs .aside").innerText()).not.toBe(lines);
    expect(new URL(page.url()).hash).toMatch(/^#t=7\.5\d*-22\.\d+$/);
    await page.keyboard.press("0");
    await expect.poll(() => windowText(page)).toBe(whole);

    const plot = page.locator(".chart .u-over").first();
    await plot.hover();
    await page.mouse.wheel(0, -200);
    await expect.poll(() => windowText(page)).not.toBe(whole);
    await page.keyboard.press("0");
    await expect.poll(() => windowText(page)).toBe(whole);

    const box = await plot.boundingBox();
    if (box === null) throw new Error("the chart is not on the page");
    await page.mouse.move(box.x + box.width / 3, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + (2 * box.width) / 3, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => windowText(page)).toMatch(/^(9|10)\.\d+ s – (19|20)\.\d+ s$/);
    await plot.dblclick();
    await expect.poll(() => windowText(page)).toBe(whole);
    expect(complaints).toEqual([]);
  });

  test("a fault's name is told when it is pointed at", async () => {
    await using opened = await open(OUTCOMES.valid());
    const { page } = opened;
    const plot = page.locator(".chart .u-over").nth(1);
    await plot.scrollIntoViewIfNeeded();
    const box = await plot.boundingBox();
    if (box === null) throw new Error("the chart is not on the page");
    await page.mouse.move(box.x + box.width / 4, box.y + 20);
    await expect
      .poll(() => page.locator(".readout").innerText())
      .toContain("partition halves on n1, n2, n3");
  });

  test("the counterexample shows each operation, the impossible one marked with its reason", async () => {
    await using opened = await open(OUTCOMES.invalid());
    const { page } = opened;
    expect(await page.locator(".timeline .operation").count()).toBe(3);
    expect(await page.locator(".timeline .operation.impossible text").innerHTML()).toContain(
      "✗ read → 1",
    );
    const text = await page.locator("#findings").innerText();
    expect(text).toContain("A minimal counterexample");
    expect(text).toContain("read → 1 needs 1, the register holds 2");
    await page.getByRole("button", { name: "Show in charts" }).click();
    await expect.poll(() => windowText(page)).toMatch(/^11\.9\d+ s – 12\.0\d+ s$/);
  });

  test("logs are filtered by node and by text", async () => {
    await using opened = await open(OUTCOMES.valid());
    const { page } = opened;
    await page.getByRole("combobox", { name: "Node" }).selectOption("n1");
    await page.getByRole("searchbox", { name: "Text" }).fill("lost contact");
    const rows = page.locator("#logs tbody tr");
    await expect.poll(() => rows.count()).toBe(3);
    for (const row of await rows.allInnerTexts()) expect(row).toMatch(/n1\s+WARN lost contact/);
  });

  test("hostile values are text and nothing else", async () => {
    await using opened = await open(hostileRun());
    const { page, complaints } = opened;
    expect(await page.evaluate("window.pwned")).toBeUndefined();
    expect(await page.locator("img, iframe, object, embed, base").count()).toBe(0);
    expect(await page.locator("script").count()).toBe(3);
    expect(await page.locator("#findings").innerText()).toContain(HOSTILE_TEXTS[0]);
    expect(complaints).toEqual([]);
  });

  test("a hundred thousand operations fit a small file and can be zoomed", async () => {
    const run = storedRun({ events: manyEvents(100_000) });
    await using opened = await open(run);
    const { page, complaints } = opened;
    const { size } = await stat(join(dir, `${String(count - 1)}.html`));
    expect(size).toBeLessThan(1.2 * 2 ** 20);
    await expect.poll(() => pixelsOf(page, 0, "ok")).toBeGreaterThan(100);
    for (let i = 0; i < 8; i++) await page.keyboard.press("+");
    await expect.poll(() => windowText(page)).toMatch(/^14\.9\d+ s – 15\.0\d+ s$/);
    expect(complaints).toEqual([]);
  });
});
