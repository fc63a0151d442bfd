// Exits 0 when a Docker engine answers at DOCKER_HOST or its default socket; otherwise prints why not and exits 1.
import { messageOf } from "../src/core/errors.ts";
import { connect } from "../src/cluster/docker/engine.ts";

try {
  await connect();
  process.exit(0);
} catch (error) {
  console.log(messageOf(error));
  process.exit(1);
}
