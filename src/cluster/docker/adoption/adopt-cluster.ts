// From containers that somebody else started to a cluster whose nodes they are, or to an error and all of them as they
// were. Makes an agent and nothing else.
import { createHash } from "node:crypto";
import type {
  AdoptedContainer,
  AdoptedContainers,
  Capability,
  Cluster,
  ClusterSpec,
  NodePlan,
  StartOptions,
  Support,
} from "../../api.ts";
import { elementAt } from "../../../core/assert.ts";
import { messageOf } from "../../../core/errors.ts";
import { utcNow } from "../../../core/real-clock.ts";
import { Agent } from "../agent.ts";
import { ContainerLogs, runTimeFrom } from "../container-logs.ts";
import { DockerCluster } from "../docker-cluster.ts";
import { DockerNode } from "../docker-node.ts";
import type { Engine } from "../engine.ts";
import { thisHarness } from "../harness-process.ts";
import { agentImage, ensureImage } from "../images.ts";
import { LABEL, type Labels, labelsOf } from "../labels.ts";
import { supportOf } from "../probe.ts";
import { untilReady } from "../ready.ts";
import { removeAll, resourcesOf } from "../resources.ts";
import { Addresses } from "./addresses.ts";
import { AdoptedRecipe } from "./adopted-recipe.ts";
import { commonNetwork, requireAdoptable, requireFree } from "./check.ts";
import { composeOf } from "./compose.ts";
import { findContainers, hasStopped, type Inspected } from "./find.ts";
import { baselineOf, giveBack, notGivenBack, setRestart, STAYS_DOWN } from "./give-back.ts";

/** What needs a container of the harness's own making, or what a clean-up could not put back without its harness. */
const NOT_ADOPTED: Readonly<Partial<Record<Capability, string>>> = {
  disk: "the data directory of an adopted container is no disk of the harness's",
  "disk-throttle": "the data directory of an adopted container is no disk of the harness's",
  rebuild: "an adopted container is not made anew",
  memory:
    "should the harness be killed meanwhile, the limit of an adopted container could not be put back",
  "file-descriptors":
    "should the harness be killed meanwhile, the limits of an adopted container's processes could not be put back",
};

export async function adoptCluster(
  engine: Engine,
  spec: ClusterSpec,
  { adopt, ports }: AdoptedContainers,
  options: StartOptions,
): Promise<Cluster> {
  const { ref, folder } = await agentImage();
  const agentDigest = await ensureImage(engine, ref, folder, spec.onWarning);
  const undo = new AsyncDisposableStack();
  try {
    const { found, takeDown } = await present(engine, spec, adopt, options);
    undo.defer(takeDown);
    requireAdoptable(adopt, found, spec.nodes.length);
    const network = commonNetwork(found);
    const labels = labelsOf(spec.run, thisHarness());
    const marked = { ...labels, [LABEL.adopted]: found.map(({ Id }) => Id).join(" ") };
    const agent = await Agent.start(engine, `${prefixOf(spec.run)}-agent`, marked);
    undo.defer(async () => {
      await removeAll(() => resourcesOf(engine, spec.run));
    });
    await requireFree(engine, spec.run, found);
    await options.admit?.(async (capability) => adoptedSupport(agent, capability));
    const images = Object.fromEntries([
      [ref, agentDigest] as const,
      ...found.map(({ Config, Image }) => [Config.Image, Image] as const),
    ]);
    const cluster = new DockerCluster(engine, agent, spec, gatewayOn(network, found), images, null);
    const adopted = found.map((container) => baselineOf(container, network));
    undo.use(cluster);
    for (const container of adopted) {
      options.journal({ kind: "adopted", run: spec.run, container });
    }
    cluster.borrow(loanOf(engine, agent, spec, adopted, options, takeDown));
    await cluster.watch();
    await Promise.all(adopted.map((container) => setRestart(engine, container, STAYS_DOWN)));
    await takeOver({ engine, agent, spec, cluster, found, network, ports, labels, options });
    // From here on the cluster's own disposal does it all.
    undo.move();
    return cluster;
  } catch (error) {
    await undo.disposeAsync().catch((cause: unknown) => {
      spec.onWarning(`what was adopted may not be as it was: ${messageOf(cause)}`);
    });
    throw error;
  }
}

interface Takeover {
  readonly engine: Engine;
  readonly agent: Agent;
  readonly spec: ClusterSpec;
  readonly cluster: DockerCluster;
  readonly found: readonly Inspected[];
  readonly network: string;
  readonly ports: AdoptedContainers["ports"];
  readonly labels: Labels;
  readonly options: StartOptions;
}

/** Makes a node of each container and waits until all serve. */
async function takeOver(takeover: Takeover): Promise<void> {
  const { spec, cluster, found, options } = takeover;
  const addresses = addressesOf(takeover);
  await Promise.all(
    found.map(async (container, index) => {
      const node = nodeOf(takeover, addresses, planOf(takeover, index), container);
      node.adopt(takeover.engine.docker.getContainer(container.Id));
      cluster.add(node);
      await node.started();
      await Promise.race([untilReady(node, spec, options.signal), cluster.failure]);
    }),
  );
}

/** Where the nodes see clients of published ports come from. */
const gatewayOn = (network: string, found: readonly Inspected[]): string =>
  elementAt(found, 0).NetworkSettings.Networks[network]?.Gateway ?? "";

const planOf = ({ spec, found, network }: Takeover, index: number): NodePlan => ({
  id: elementAt(spec.nodes, index),
  index,
  host: elementAt(found, index).NetworkSettings.Networks[network]?.IPAddress ?? "",
  joining: false,
});

function nodeOf(
  { engine, spec, cluster, network, ports }: Takeover,
  addresses: Addresses,
  plan: NodePlan,
  container: Inspected,
): DockerNode {
  const recipe = new AdoptedRecipe(plan, {
    network,
    inside: ports,
    starting: (its, start) => addresses.start(its, start),
  });
  const logs = new ContainerLogs(engine, plan.id, {
    toRunTime: runTimeFrom(spec.clock),
    onLog: spec.onLog,
    from: utcNow().toISOString(),
    framed: !container.Config.Tty,
  });
  return new DockerNode({ recipe, ports: recipe.ports, logs, network: cluster.network });
}

/** An address that is configured comes back by itself. */
function addressesOf({ engine, agent, cluster, found, network, labels }: Takeover): Addresses {
  const fixed = new Set(
    found
      .map(({ NetworkSettings: { Networks } }) => Networks[network])
      .filter((endpoint) => isConfigured(endpoint?.IPAMConfig))
      .map((endpoint) => endpoint?.IPAddress),
  );
  const down = (): readonly string[] =>
    cluster.nodes
      .filter(({ state, ip }) => state === "stopped" && !fixed.has(ip))
      .map(({ ip }) => ip);
  return new Addresses({ engine, network, image: agent.image, labels, down });
}

const isConfigured = (ipam: unknown): boolean =>
  (ipam as { readonly IPv4Address?: string } | null | undefined)?.IPv4Address !== undefined;

/** The containers, started by Compose where none of them ran; and what takes them down again, which else does nothing. */
async function present(
  engine: Engine,
  { run }: ClusterSpec,
  adopt: AdoptedContainers["adopt"],
  { journal }: StartOptions,
): Promise<{ readonly found: readonly Inspected[]; readonly takeDown: () => Promise<void> }> {
  const found = await findContainers(engine, adopt);
  if (found.length > 0 || !("compose" in adopt)) {
    return { found, takeDown: () => Promise.resolve() };
  }
  const { compose: file, service } = adopt;
  const composed = await composeOf(file, service);
  const undo = (await hasStopped(engine, adopt)) ? "stop" : "down";
  journal({ kind: "composed", run, file, undo });
  let undone: Promise<void> | null = null;
  const takeDown = (): Promise<void> => (undone ??= composed.undo(undo));
  try {
    await composed.up();
    return { found: await findContainers(engine, adopt), takeDown };
  } catch (error) {
    await takeDown().catch(() => undefined);
    throw error;
  }
}

function loanOf(
  engine: Engine,
  agent: Agent,
  { run }: ClusterSpec,
  adopted: readonly AdoptedContainer[],
  { journal }: StartOptions,
  takeDown: () => Promise<void>,
) {
  return {
    containers: adopted.map(({ id }) => id),
    giveBack: async (): Promise<readonly string[]> => {
      try {
        await giveBack(engine, agent, adopted);
        const left = await notGivenBack(engine, agent, adopted);
        if (left.length > 0) return left;
        await takeDown();
        journal({ kind: "released", run });
        return [];
      } catch (error) {
        const names = adopted.map(({ name }) => name).join(" ");
        return [`containers ${names} not as they were: ${messageOf(error)}`];
      }
    },
  };
}

/** Begins the names of all that the run makes: the run's id may hold what a name may not. */
const prefixOf = (run: string): string =>
  `faultline-${createHash("sha256").update(run).digest("hex").slice(0, 12)}`;

function adoptedSupport(agent: Agent, capability: Capability): Support | Promise<Support> {
  const why = NOT_ADOPTED[capability];
  if (why === undefined) return supportOf(agent, capability);
  const hint = "Give the system an image in place of `adopt`, or leave the fault out.";
  return { supported: false, why, hint };
}
