// Whether tests that need a Docker engine can run here; where they must, a missing engine is an error, not a skip.
import { describe } from "vitest";
import { connect } from "../../src/cluster/docker/engine.ts";
import { messageOf } from "../../src/core/errors.ts";

const REQUIRED = process.env["FAULTLINE_REQUIRE_DOCKER"] === "1";

async function whyNot(): Promise<string | null> {
  try {
    await connect();
    return null;
  } catch (error) {
    if (REQUIRED) throw error;
    return messageOf(error);
  }
}

const reason = await whyNot();

/** `describe` where an engine answers; else a skipped one whose name says why. */
export const describeDocker = (name: string, tests: () => void): void => {
  if (reason === null) describe(name, tests);
  else describe.skip(`${name} (${reason})`, tests);
};
