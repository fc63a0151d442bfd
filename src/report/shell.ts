// Finds the empty page that a report is poured into: built in the repository, shipped in a package.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { HarnessError } from "../core/errors.ts";

/** Relative to this file: `src/report/` in the repository, `dist/report/` in a package. */
const PLACES = ["../report-ui/dist/shell.html", "../report-ui/shell.html"] as const;

/** The shell's HTML, from the first of `places` that has it. Throws `internal` when it was never built. */
export async function readShell(places: readonly string[] = PLACES): Promise<string> {
  for (const place of places) {
    try {
      return await readFile(fileURLToPath(new URL(place, import.meta.url)), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw new HarnessError("internal", "the page of the HTML report was never built", {
    hint: "Run `npm run prepare` in the checkout of Faultline.",
  });
}
