#!/usr/bin/env node
// The command's entry: picks a Node that can run it, lets scenario files import "faultline", and hands over to the CLI.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = 24;
/** How long what still holds the process (a socket of a client's, say) may do so after the command is done. */
const LINGER_MS = 5_000;
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
  muteTypelessWarning();
  // Who reads may stop reading, as `head` does: the command goes on to its end, and its exit code says what came of it.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  // Started by `restartWith`, it lives no longer than that.
  process.on("disconnect", () => process.exit(128 + constants.signals.SIGTERM));
  process.channel?.unref();
  const { main } = await import(file("cli/main"));
  await main(process.argv.slice(2));
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

/** Scenario files load the same in a project that does not say `"type": "module"`. */
function muteTypelessWarning() {
  const listeners = process.listeners("warning");
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (warning.code === "MODULE_TYPELESS_PACKAGE_JSON") return;
    for (const listener of listeners) listener(warning);
  });
}

/** A checkout brings its own Node as a development dependency. The channel tells the child when this process is killed. */
function restartWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}
