// Images: there, or built from a folder below images/ by the engine's classic builder. Never pulls by itself.
import { Readable } from "node:stream";
import { HarnessError, messageOf } from "../../core/errors.ts";
import { type BuildContext, contextOf, imageFolders } from "./build-context.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "./deadline.ts";
import type { Engine } from "./engine.ts";
import { tarOf } from "./tar.ts";

/** Reference that a folder below images/ is built as. */
const refOf = (folder: string): string => `faultline/${folder}:1`;

/** What the agent runs in. Its tag is its content: checkouts that differ can share an engine. */
export async function agentImage(): Promise<{ readonly ref: string; readonly folder: string }> {
  const { hash } = await contextOf("agent");
  return { ref: `faultline/agent:${hash.slice(0, 12)}`, folder: "agent" };
}

/** On images built here: the hash of what they were built from. */
const CONTEXT_LABEL = "faultline.context";
const LAST_BUILD_LINES = 12;

/**
 * Makes sure that `ref` is there and up to date with its folder; builds it where it is not. An image of that name
 * that was not built here is used as it is. Returns its digest. Throws `image`.
 */
export async function ensureImage(
  engine: Engine,
  ref: string,
  folder: string | undefined,
  onWarning: (message: string) => void,
): Promise<string> {
  const found = await findImage(engine, ref);
  if (folder === undefined) {
    if (found !== null) return found.digest;
    throw new HarnessError("image", `the image ${ref} is not on the Docker engine`, {
      hint: `Pull or build it first: docker pull ${ref}`,
    });
  }
  if (found !== null && found.context === null) return found.digest;
  const context = await contextOf(folder);
  if (found?.context === context.hash) return found.digest;
  onWarning(
    `building ${ref}: ${found === null ? "it is missing" : `images/${folder} has changed`}`,
  );
  const digest = await buildImage(engine, ref, folder, context);
  if (found !== null) await removeUntagged(engine, found.digest);
  return digest;
}

/** Removes what a newer build replaced, unless it has another name, or a container still uses it. */
async function removeUntagged(engine: Engine, digest: string): Promise<void> {
  const image = engine.docker.getImage(digest);
  try {
    const { RepoTags: tags } = await image.inspect();
    if (tags.length === 0) await image.remove();
  } catch {
    // Whoever uses it, or removed it before us, is right.
  }
}

/** Builds `images/<folder>` as `ref` and returns its digest. Throws `image` with the builder's last lines. */
async function buildImage(
  engine: Engine,
  ref: string,
  folder: string,
  { entries, hash }: BuildContext,
): Promise<string> {
  const output: string[] = [];
  try {
    const stream = await engine.docker.buildImage(Readable.from(tarOf(entries)), {
      t: ref,
      labels: { [CONTEXT_LABEL]: hash },
      rm: true,
      forcerm: true,
    });
    await followBuild(engine, stream, output);
  } catch (error) {
    throw new HarnessError(
      "image",
      `building ${ref} from images/${folder} failed: ${messageOf(error)}${lastLines(output)}`,
      {
        hint: "Run scripts/engine.sh as root: it also makes the base image debian:bookworm-slim.",
        cause: error,
      },
    );
  }
  const built = await findImage(engine, ref);
  if (built === null) throw new HarnessError("image", `${ref} is not there after its build`);
  return built.digest;
}

/** Builds every image below images/ that is missing or stale, one after another. */
export async function buildAllImages(
  engine: Engine,
  onProgress: (message: string) => void,
): Promise<void> {
  const agent = await agentImage();
  for (const folder of await imageFolders()) {
    const ref = folder === agent.folder ? agent.ref : refOf(folder);
    const digest = await ensureImage(engine, ref, folder, onProgress);
    onProgress(`${ref} is there (${digest.slice(0, 19)})`);
  }
}

interface FoundImage {
  readonly digest: string;
  readonly context: string | null;
}

async function findImage(engine: Engine, ref: string): Promise<FoundImage | null> {
  try {
    const image = await withDeadline(
      `the engine to look for ${ref}`,
      ENGINE_DEADLINE_MS,
      engine.docker.getImage(ref).inspect(),
    );
    // A config without labels has null there, whatever the types say.
    const labels = image.Config.Labels as Readonly<Record<string, string>> | null;
    return { digest: image.Id, context: labels?.[CONTEXT_LABEL] ?? null };
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return null;
    throw error;
  }
}

interface BuildEvent {
  readonly stream?: string;
}

function followBuild(
  engine: Engine,
  stream: NodeJS.ReadableStream,
  output: string[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    engine.docker.modem.followProgress(
      stream,
      (error) => {
        if (error === null) resolve();
        else reject(error);
      },
      (event: BuildEvent) => {
        const text = event.stream?.trim() ?? "";
        if (text !== "") output.push(text);
        if (output.length > LAST_BUILD_LINES) output.shift();
      },
    );
  });
}

const lastLines = (lines: readonly string[]): string =>
  lines.length === 0 ? "" : `\n  ${lines.join("\n  ")}`;
