// Prints the path of a Chromium for the browser tests; exits 1 without a word when there is none.
import { accessSync, constants } from "node:fs";

const CANDIDATES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const canRun = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const { CHROMIUM_PATH } = process.env;
const found = (CHROMIUM_PATH === undefined ? CANDIDATES : [CHROMIUM_PATH]).find(canRun);
if (found === undefined) process.exit(1);
console.log(found);
