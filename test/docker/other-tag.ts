// A second image with the content of another, for tests that change a node's image; gone afterwards.
import { randomUUID } from "node:crypto";
import { connect } from "../../src/cluster/docker/engine.ts";

/** Makes an image like `image` but for a label, so that its digest is another, and passes its reference to `use`. */
export async function withOtherTag(
  image: string,
  use: (other: string) => Promise<void>,
): Promise<void> {
  const { docker } = await connect();
  const [repo, tag] = [`faultline/test-${randomUUID()}`, "2"];
  const container = await docker.createContainer({ Image: image, Cmd: ["true"] });
  try {
    await container.commit({ repo, tag, changes: `LABEL faultline.test=${repo}` });
  } finally {
    await container.remove();
  }
  try {
    await use(`${repo}:${tag}`);
  } finally {
    await docker.getImage(`${repo}:${tag}`).remove();
  }
}
