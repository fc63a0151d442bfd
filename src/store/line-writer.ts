// Appends lines to a file as they come: buffered in memory, on disk within 100 ms. Knows nothing of what a line says.
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { HarnessError, messageOf } from "../core/errors.ts";

const FLUSH_EVERY_MS = 100;
/** A burst is written at once from here on, so that memory stays bounded. */
const FLUSH_AT_CHARACTERS = 1 << 20;

/**
 * Synchronous to call, from anywhere: it never throws. The first write that fails is told to `onFailure`; what comes
 * after it is dropped, so that the file stays readable up to there.
 */
export class LineWriter {
  readonly #path: string;
  readonly #onFailure: (error: HarnessError) => void;
  readonly #file: number;
  readonly #timer: NodeJS.Timeout;
  #buffer: string[] = [];
  #characters = 0;
  #failed = false;
  #closed = false;

  /** Throws `storage` when the file cannot be opened. */
  constructor(path: string, onFailure: (error: HarnessError) => void) {
    this.#path = path;
    this.#onFailure = onFailure;
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
    if (this.#failed || this.#closed) return;
    this.#buffer.push(line, "\n");
    this.#characters += line.length;
    if (this.#characters > FLUSH_AT_CHARACTERS) this.flush();
  }

  /** Hands everything to the operating system. */
  flush(): void {
    if (this.#buffer.length === 0 || this.#failed) return;
    let bytes = Buffer.from(this.#buffer.join(""));
    this.#buffer = [];
    this.#characters = 0;
    this.#attempt(() => {
      // A disk that is nearly full takes a part.
      while (bytes.length > 0) bytes = bytes.subarray(writeSync(this.#file, bytes));
    });
  }

  /** Flushes, syncs to the disk and closes; closing twice is fine. */
  close(): void {
    if (this.#closed) return;
    clearInterval(this.#timer);
    this.flush();
    this.#closed = true;
    this.#attempt(() => {
      fsyncSync(this.#file);
    });
    this.#attempt(() => {
      closeSync(this.#file);
    });
  }

  #attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      if (this.#failed) return;
      this.#failed = true;
      this.#onFailure(storageError(this.#path, error));
    }
  }
}

function storageError(path: string, error: unknown): HarnessError {
  return new HarnessError("storage", `cannot write ${path}: ${messageOf(error)}`, {
    hint: "Free space on the disk or name another directory with --out.",
    cause: error,
  });
}
