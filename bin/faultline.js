#!/usr/bin/env node
// The command's entry: picks a Node that can run it, lets scenario files import "faultline", and hands over to the CLI.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = 24;
const root = new URL("../", import.meta.url);
const own = fileURLToPath(new URL("node_modules/node/bin/node", root));

if (Number(process.versions.node.split(".")[0]) >= OLDEST_NODE) await start();
else if (existsSync(own)) restartWith(own);
else {
  process.stderr.write(
    `faultline: Node ${process.versions.node} is too old\n  Install Node ${OLDEST_NODE} or newer.\n`,
  );
  process.exitCode = 64;
}

async function start() {
  const source = existsSync(new URL("src/cli/main.ts", root));
  const file = (path) => new URL(source ? `src/${path}.ts` : `dist/${path}.js`, root).href;
  const { registerHooks } = await import("node:module");
  // Wherever a scenario file lies, "faultline" is this very package: one copy, no install beside the file.
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "faultline"
        ? { url: file("index"), shortCircuit: true }
        : next(specifier, context),
  });
  const { main } = await import(file("cli/main"));
  await main(process.argv.slice(2));
}

/** A checkout brings its own Node as a development dependency. */
function restartWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGTERM" ? 143 : 130);
  });
}
