// Builds the report's page into one file that holds its script and styles: dist/shell.html.
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

/** Vite names the page after its source; the Node side asks for the shell. */
const asShell = (): Plugin => ({
  name: "faultline-shell-name",
  enforce: "post",
  generateBundle: {
    order: "post",
    handler(_options, bundle) {
      const page = bundle["index.html"];
      if (page !== undefined) page.fileName = "shell.html";
    },
  },
});

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [viteSingleFile(), asShell()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: { outDir: "dist", emptyOutDir: true, target: "es2023", modulePreload: false },
});
