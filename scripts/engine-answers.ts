// Exits 0 when a Docker engine answers at DOCKER_HOST or its default socket, 1 otherwise. Says nothing.
import Docker from "dockerode";

/** A local engine answers in milliseconds; a remote one that needs longer is no place to run tests. */
const DEADLINE_MS = 5000;

const answered = await Promise.race([
  new Docker().ping().then(
    () => true,
    () => false,
  ),
  new Promise<boolean>((resolve) => setTimeout(resolve, DEADLINE_MS, false)),
]);
process.exit(answered ? 0 : 1);
