// Appends lines to a file as they come: buffered in memory, on disk within 100 ms. Knows nothing of what a line says.
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { HarnessError, messageOf } from "../core/errors.ts";

const FLUSH_EVERY_MS = 100;
/** A burst is written at once from here on, so that memory stays bounded. */
const FLUSH_AT_CHARACTERS = 1 << 20;

/** Synchronous to call; a failed write is thrown by the next `append` or by `close`, never lost. */
export class LineWriter implements Disposable {
  readonly #path: string;
  readonly #file: number;
  readonly #timer: NodeJS.Timeout;
  #buffer: string[] = [];
  #characters = 0;
  #failure: HarnessError | null = null;
  #closed = false;

  constructor(path: string) {
    this.#path = path;
    try {
      this.#file = openSync(path, "a");
    } catch (error) {
      throw storageError(path, error);
    }
    this.#timer = setInterval(() => this.flush(), FLUSH_EVERY_MS);
    this.#timer.unref();
  }

  /** Takes a line without its end. */
  append(line: string): void {
    if (this.#failure !== null) throw this.#failure;
    if (this.#closed) return;
    this.#buffer.push(line, "\n");
    this.#characters += line.length;
    if (this.#characters > FLUSH_AT_CHARACTERS) this.flush();
  }

  /** Hands everything to the operating system. */
  flush(): void {
    if (this.#buffer.length === 0 || this.#failure !== null) return;
    const text = this.#buffer.join("");
    this.#buffer = [];
    this.#characters = 0;
    try {
      writeSync(this.#file, text);
    } catch (error) {
      this.#failure = storageError(this.#path, error);
    }
  }

  /** Flushes, syncs to the disk and closes; closing twice is fine. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    this.flush();
    try {
      fsyncSync(this.#file);
      closeSync(this.#file);
    } catch (error) {
      this.#failure ??= storageError(this.#path, error);
    }
    if (this.#failure !== null) throw this.#failure;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function storageError(path: string, error: unknown): HarnessError {
  return new HarnessError("storage", `cannot write ${path}: ${messageOf(error)}`, {
    hint: "Free space on the disk or name another directory with --out.",
    cause: error,
  });
}
