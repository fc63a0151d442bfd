// Images on a real engine: built when they are missing or stale, left alone otherwise.
import { randomUUID } from "node:crypto";
import { afterEach, expect, it } from "vitest";
import { connect } from "../../src/cluster/docker/engine.ts";
import { ensureImage } from "../../src/cluster/docker/images.ts";
import { describeDocker } from "./engine-available.ts";

describeDocker("an image", () => {
  const ref = `faultline/test-${randomUUID()}:1`;
  const warnings: string[] = [];
  const ensure = async (name: string, folder?: string): Promise<string> =>
    ensureImage(await connect(), name, folder, (message) => warnings.push(message));

  afterEach(async () => {
    warnings.length = 0;
    const { docker } = await connect();
    await docker
      .getImage(ref)
      .remove()
      .catch(() => undefined);
  });

  it("that is missing is built from its folder, once, and says so", async () => {
    const digest = await ensure(ref, "agent");
    expect(digest).toMatch(/^sha256:/);
    expect(warnings).toEqual([`building ${ref}: it is missing`]);
    expect(await ensure(ref, "agent")).toBe(digest);
    expect(warnings).toHaveLength(1);
  });

  it("that was built from something else is built again", async () => {
    await ensure(ref, "agent");
    await ensure(ref, "etcd");
    expect(warnings[1]).toBe(`building ${ref}: images/etcd has changed`);
  });

  it("of somebody else's is used as it is, whatever is in the folder", async () => {
    const { docker } = await connect();
    const [name = "", tag = ""] = ref.split(":");
    await docker.getImage("debian:bookworm-slim").tag({ repo: name, tag });
    const { Id: digest } = await docker.getImage(ref).inspect();
    expect(await ensure(ref, "etcd")).toBe(digest);
    expect(warnings).toEqual([]);
  });

  it("that is missing and has no folder, or the wrong one, is an error that names it", async () => {
    await expect(ensure(ref)).rejects.toMatchObject({
      code: "image",
      message: `the image ${ref} is not on the Docker engine`,
      hint: `Pull or build it first: docker pull ${ref}`,
    });
    await expect(ensure(ref, "no-such-folder")).rejects.toMatchObject({ code: "image" });
  });
});
