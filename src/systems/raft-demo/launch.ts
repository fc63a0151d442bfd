// How the process back end runs the program: with the Node and from the folder that this file itself runs from.
// A rim file.
import { fileURLToPath } from "node:url";

/** argv of a node on stdin and stdout. */
export function stdioCommand(dataDir: string): readonly string[] {
  return [process.execPath, fileURLToPath(new URL(PROGRAM, import.meta.url)), "--data", dataDir];
}

/** `program.ts` in the repository, `program.js` in the published package. */
export const PROGRAM = import.meta.url.endsWith(".ts") ? "program.ts" : "program.js";
