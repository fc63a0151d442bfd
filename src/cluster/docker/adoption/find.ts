// Finds the containers that a run adopts: by name, by label, or by the labels that Compose sets. Starts nothing.
import type Dockerode from "dockerode";
import { resolve } from "node:path";
import type { Adoption } from "../../api.ts";
import { HarnessError } from "../../../core/errors.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "../deadline.ts";
import type { Engine } from "../engine.ts";

export type Inspected = Dockerode.ContainerInspectInfo;

/** What Compose calls its labels; the files may be several, absolute or relative to the directory. */
const COMPOSE = {
  files: "com.docker.compose.project.config_files",
  directory: "com.docker.compose.project.working_dir",
  service: "com.docker.compose.service",
} as const;

/** The containers, in the order of their names. Those named are found in whatever state; all others must run. */
export async function findContainers(
  engine: Engine,
  adopt: Adoption,
): Promise<readonly Inspected[]> {
  const found =
    "containers" in adopt
      ? await Promise.all(adopt.containers.map((name) => named(engine, name)))
      : await labelled(engine, adopt, { running: true });
  return [...found].sort((a, b) => collator.compare(nameOf(a), nameOf(b)));
}

/** Whether containers of the Compose file are there that do not run. */
export const hasStopped = async (
  engine: Engine,
  adopt: Extract<Adoption, { compose: string }>,
): Promise<boolean> => (await labelled(engine, adopt, { running: false })).length > 0;

/** As people write it, without the engine's slash. */
export const nameOf = ({ Name }: Inspected): string => Name.replace(/^\//, "");

/** db-2 before db-10. */
const collator = new Intl.Collator("en", { numeric: true });

async function named(engine: Engine, name: string): Promise<Inspected> {
  try {
    return await inspected(engine, name);
  } catch (cause) {
    if ((cause as { readonly statusCode?: number }).statusCode !== 404) throw cause;
    throw new HarnessError("usage", `there is no container ${name} to adopt`, {
      hint: "docker ps --all lists the containers of this engine.",
      cause,
    });
  }
}

async function labelled(
  engine: Engine,
  adopt: Exclude<Adoption, { containers: readonly string[] }>,
  { running }: { readonly running: boolean },
): Promise<readonly Inspected[]> {
  const label = "label" in adopt ? adopt.label : COMPOSE.files;
  const listed = await withDeadline(
    "the engine to list its containers",
    ENGINE_DEADLINE_MS,
    engine.docker.listContainers({ all: true, filters: { label: [label] } }),
  );
  const wanted = listed.filter(
    ({ State, Labels }) =>
      // A paused one is running, too: that it is paused is for the check to say.
      ["running", "paused"].includes(State) === running &&
      ("label" in adopt || isOfCompose(adopt, Labels)),
  );
  return Promise.all(wanted.map(({ Id }) => inspected(engine, Id)));
}

function isOfCompose(
  { compose, service }: Extract<Adoption, { compose: string }>,
  labels: Readonly<Record<string, string>>,
): boolean {
  if (service !== undefined && labels[COMPOSE.service] !== service) return false;
  const directory = labels[COMPOSE.directory] ?? ".";
  const files = (labels[COMPOSE.files] ?? "").split(",");
  return files.some((file) => file !== "" && resolve(directory, file) === resolve(compose));
}

const inspected = (engine: Engine, id: string): Promise<Inspected> =>
  withDeadline(
    `the engine to inspect container ${id}`,
    ENGINE_DEADLINE_MS,
    engine.docker.getContainer(id).inspect(),
  );
