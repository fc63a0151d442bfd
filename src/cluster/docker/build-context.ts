// What an image is built from: the files of its folder below images/, and those that its context.json names.
// Knows nothing of engines.
import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { HarnessError, messageOf } from "../../core/errors.ts";
import { nodeBinary } from "./harness-process.ts";
import type { TarEntry } from "./tar.ts";

/** An image's build context: its files, and a hash over their names and contents. */
export interface BuildContext {
  readonly entries: readonly TarEntry[];
  /** SHA-256, hex: two contexts with one hash build one image. */
  readonly hash: string;
}

/** `images/<folder>/context.json`: extra files; `$CODE` is the harness's own code, `$NODE` the running Node binary. */
interface ExtraFiles {
  readonly files: readonly { readonly from: string; readonly to: string }[];
}

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/** `src/` in the repository, `dist/` in the published package. */
const CODE = fileURLToPath(new URL("../../", import.meta.url));
const CONTEXT_FILE = "context.json";

/** Folders below images/ that hold a Dockerfile. */
export async function imageFolders(): Promise<readonly string[]> {
  const dockerfiles = await filesBelow(join(ROOT, "images"));
  return dockerfiles
    .filter((path) => path.endsWith(`${sep}Dockerfile`))
    .map((path) => relative(join(ROOT, "images"), path).split(sep).slice(0, -1).join("/"))
    .sort();
}

/** The build context of `images/<folder>`. Throws `image` when there is none. */
export async function contextOf(folder: string): Promise<BuildContext> {
  const directory = join(ROOT, "images", folder);
  try {
    const own = await entriesBelow(directory, "");
    const extra = await Promise.all(
      (await extraFilesOf(directory)).map(({ from, to }) => entriesOf(from, to)),
    );
    const entries = [...own.filter((entry) => entry.name !== CONTEXT_FILE), ...extra.flat()];
    return { entries, hash: await hashOf(entries) };
  } catch (error) {
    throw new HarnessError(
      "image",
      `the build context images/${folder} cannot be read: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

async function extraFilesOf(directory: string): Promise<ExtraFiles["files"]> {
  const names = await readdir(directory);
  if (!names.includes(CONTEXT_FILE)) return [];
  return (JSON.parse(await readFile(join(directory, CONTEXT_FILE), "utf8")) as ExtraFiles).files;
}

async function entriesOf(from: string, to: string): Promise<readonly TarEntry[]> {
  const source = sourceOf(from);
  const found = await stat(source);
  return found.isDirectory() ? entriesBelow(source, to) : [await entryOf(source, to)];
}

function sourceOf(from: string): string {
  if (from === "$NODE") return nodeBinary().path;
  return from.startsWith("$CODE/") ? join(CODE, from.slice("$CODE/".length)) : join(ROOT, from);
}

async function entriesBelow(directory: string, to: string): Promise<TarEntry[]> {
  const paths = (await filesBelow(directory)).sort();
  return Promise.all(
    paths.map((path) => entryOf(path, posix.join(to, ...relative(directory, path).split(sep)))),
  );
}

async function filesBelow(directory: string): Promise<string[]> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function entryOf(source: string, name: string): Promise<TarEntry> {
  const { size, mode } = await stat(source);
  return { name, source, size, executable: (mode & 0o111) !== 0 };
}

async function hashOf(entries: readonly TarEntry[]): Promise<string> {
  const hash = createHash("sha256");
  const node = nodeBinary();
  for (const entry of entries) {
    hash.update(JSON.stringify([entry.name, entry.size, entry.executable]));
    // The Node binary has some 100 MB; its version says as much as its bytes.
    hash.update(entry.source === node.path ? node.version : await readFile(entry.source));
  }
  return hash.digest("hex");
}
