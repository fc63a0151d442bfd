// The agent's shell on a local sh: one command at a time, deadlines, and an end that is noticed.
import { spawn } from "node:child_process";
import { expect, it } from "vitest";
import { AgentShell } from "../../src/cluster/docker/agent-shell.ts";

const DEADLINE_MS = 10_000;

function openShell(): AgentShell {
  const child = spawn("sh", [], { stdio: ["pipe", "pipe", "pipe"] });
  child.on("exit", () => child.stdin.destroy());
  return new AgentShell({
    input: child.stdin,
    onOutput: (listener) => {
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => listener(chunk.toString()));
    },
  });
}

it("gives each command its own output and exit status, in the order they came", async () => {
  await using shell = openShell();
  const results = await Promise.all([
    shell.run("echo one; echo two >&2", DEADLINE_MS),
    shell.run("exit 7", DEADLINE_MS),
    shell.run("cat; printf 'no end of line'", DEADLINE_MS),
  ]);
  expect(results.map(({ status }) => status)).toEqual([0, 7, 0]);
  expect(results[0].output.split("\n").sort()).toEqual(["", "one", "two"]);
  expect(results[2].output).toBe("no end of line");
});

it("keeps nothing from one command to the next", async () => {
  await using shell = openShell();
  await shell.run("cd /; x=1; set -e", DEADLINE_MS);
  expect((await shell.run('false; echo "[$x]"', DEADLINE_MS)).output).toBe("[]\n");
});

it("is lost when a command does not end in time, and says so", async () => {
  await using shell = openShell();
  await expect(shell.run("sleep 5", 50)).rejects.toMatchObject({
    code: "engine",
    message: "the agent's shell is lost: a command did not end",
  });
  expect(shell.usable).toBe(false);
});

it("fails the command that is under way when the shell ends", async () => {
  await using shell = openShell();
  await expect(shell.run("kill -9 $$", DEADLINE_MS)).rejects.toMatchObject({ code: "engine" });
  expect(shell.usable).toBe(false);
});
