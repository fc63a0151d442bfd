// A run as it goes on: lines for logs and CI, or lines above a small panel on a terminal. Owns no timer and no stream:
// it speaks when an event arrives, by the clock of the events.
import { createLogUpdate } from "log-update";
import { toSeconds } from "../../core/duration.ts";
import type { Emit, RunEvent } from "../../core/events.ts";
import { type Painter, painterOf } from "./paint.ts";
import { eventLine, TEXT_COLUMN } from "./event-line.ts";
import { LiveState } from "./live-state.ts";
import { panelLines } from "./panel.ts";
import { folded } from "./wrap.ts";

interface ReporterOptions {
  readonly color: boolean;
  readonly tty: boolean;
  readonly write: (text: string) => void;
  /** Columns of the terminal now; asked at each redraw. */
  readonly width?: () => number;
}

interface LiveReporter {
  readonly report: Emit;
  /** Takes the panel away and leaves the lines. */
  close(): void;
}

const PROGRESS_EVERY_SECONDS = 10;
const REDRAW_EVERY_SECONDS = 0.1;
const DEFAULT_COLUMNS = 80;

/** With a terminal a panel under the lines; without one a line of progress every ten seconds. */
export function createReporter(options: ReporterOptions): LiveReporter {
  const paint = painterOf(options.color);
  return options.tty ? panelReporter(options, paint) : lineReporter(options, paint);
}

function lineReporter({ write }: ReporterOptions, paint: Painter): LiveReporter {
  const state = new LiveState();
  let last = 0;
  return {
    report(event) {
      state.update(event);
      if (event.type === "run-started") last = 0;
      if (event.type === "progress") {
        const now = toSeconds(event.time);
        if (now - last < PROGRESS_EVERY_SECONDS) return;
        last = now;
      }
      const line = eventLine(event, state, paint);
      if (line !== null) write(`${line}\n`);
    },
    close() {},
  };
}

function panelReporter(options: ReporterOptions, paint: Painter): LiveReporter {
  const columns = (): number => options.width?.() ?? DEFAULT_COLUMNS;
  const panel = createLogUpdate(streamOf(options.write, columns), { showCursor: true });
  const state = new LiveState();
  let drawn = Number.NEGATIVE_INFINITY;
  const redraw = (): void => panel(panelLines(state, paint, columns()).join("\n"));
  return {
    report(event: RunEvent) {
      state.update(event);
      if (event.type === "progress") {
        const now = toSeconds(event.time);
        if (now >= drawn && now - drawn < REDRAW_EVERY_SECONDS) return;
        drawn = now;
        redraw();
        return;
      }
      const line = eventLine(event, state, paint);
      if (line !== null) panel.persist(foldedLines(line, columns()));
      if (event.type === "run-finished") panel.clear();
      else redraw();
    },
    close: () => panel.clear(),
  };
}

const foldedLines = (text: string, width: number): string =>
  text
    .split("\n")
    .map((line) => folded(line, width, TEXT_COLUMN))
    .join("\n");

/** What log-update asks of a stream, over `write` alone. */
const streamOf = (write: (text: string) => void, columns: () => number): NodeJS.WritableStream =>
  ({
    isTTY: true,
    get columns() {
      return columns();
    },
    write: (text: string) => {
      write(text);
      return true;
    },
  }) as unknown as NodeJS.WritableStream;
