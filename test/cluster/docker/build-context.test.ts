// What images are built from, and the archive it is sent in.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contextOf, imageFolders } from "../../../src/cluster/docker/build-context.ts";
import { type TarEntry, tarOf } from "../../../src/cluster/docker/tar.ts";

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "faultline-tar-"))));
afterAll(() => rmSync(folder, { recursive: true }));

function entry(name: string, content: string, executable = false): TarEntry {
  const source = join(folder, `${String(name.length)}.file`);
  writeFileSync(source, content);
  chmodSync(source, executable ? 0o755 : 0o644);
  return { name, source, size: Buffer.byteLength(content), executable };
}

async function archive(entries: readonly TarEntry[]): Promise<string> {
  const path = join(folder, "archive.tar");
  writeFileSync(path, Buffer.concat(await Array.fromAsync(tarOf(entries))));
  return path;
}

describe("an archive", () => {
  it("is read by tar with names, contents and modes as they were", async () => {
    const deep = `${"a-folder/".repeat(14)}file.txt`;
    const path = await archive([
      entry("Dockerfile", "FROM scratch\n"),
      entry("bin/run", "x".repeat(1025), true),
      entry(deep, ""),
    ]);
    const listed = execFileSync("tar", ["-tvf", path], { encoding: "utf8" }).trim().split("\n");
    expect(listed.map((line) => line.replace(/\s+/g, " ").split(" "))).toMatchObject([
      { 0: "-rw-r--r--", 2: "13", 5: "Dockerfile" },
      { 0: "-rwxr-xr-x", 2: "1025", 5: "bin/run" },
      { 0: "-rw-r--r--", 2: "0", 5: deep },
    ]);
    const content = execFileSync("tar", ["-xOf", path, "bin/run"], { encoding: "utf8" });
    expect(content).toBe("x".repeat(1025));
  });

  it("is refused when a name does not fit or a file shrinks", async () => {
    await expect(archive([entry("x".repeat(101), "")])).rejects.toThrow(/too long/);
    await expect(archive([{ ...entry("short", "ab"), size: 3 }])).rejects.toThrow(/shorter/);
  });
});

describe("a build context", () => {
  it("is every folder of images/ that has a Dockerfile", async () => {
    expect(await imageFolders()).toEqual(expect.arrayContaining(["agent", "etcd"]));
  });

  it("has the same hash for the same files, and another one for others", async () => {
    const agent = await contextOf("agent");
    expect(agent.entries.map(({ name }) => name)).toContain("Dockerfile");
    expect((await contextOf("agent")).hash).toBe(agent.hash);
    expect((await contextOf("etcd")).hash).not.toBe(agent.hash);
  });

  it("names the folder that is not there", async () => {
    await expect(contextOf("no-such-system")).rejects.toMatchObject({
      code: "image",
      message: expect.stringContaining("images/no-such-system") as string,
    });
  });
});
