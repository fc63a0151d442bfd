// The Docker back end: containers on an engine, faults through the agent. Loads the Docker libraries when used.
import type { Backend } from "../api.ts";
import { cleanUp } from "./clean-up.ts";
import { connect } from "./engine.ts";
import { examineEngine } from "./examine.ts";
import { probeEngine } from "./probe.ts";
import { startCluster } from "./start-cluster.ts";

/** The back end on the engine at `dockerHost`; default: DOCKER_HOST, else the platform's socket. */
export const dockerBackendAt = (dockerHost?: string): Backend => ({
  name: "docker",
  probe: () => probeEngine(dockerHost),
  examine: () => examineEngine(dockerHost),
  start: async (spec, options) => startCluster(await connect(dockerHost), spec, options),
  clean: (run, journal) => cleanUp(dockerHost, run, journal),
});

export const dockerBackend: Backend = dockerBackendAt();
