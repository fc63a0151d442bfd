// Secrets of the environment must not reach any file.
import { describe, expect, it } from "vitest";
import { redactorOf } from "../../src/store/redact.ts";

describe("redactorOf", () => {
  it("replaces the value of a variable whose name looks like a secret, wherever it stands", () => {
    const redact = redactorOf({ DB_PASSWORD: "hunter2-hunter2", HOME: "/home/me" });
    expect(redact('{"env":"hunter2-hunter2","home":"/home/me"}')).toBe(
      '{"env":"[redacted DB_PASSWORD]","home":"/home/me"}',
    );
  });

  it("finds a value in the spelling that JSON gives it", () => {
    const secret = 'quote"and\\slash';
    const redact = redactorOf({ API_TOKEN: secret });
    expect(redact(JSON.stringify({ log: `said ${secret}` }))).toBe(
      '{"log":"said [redacted API_TOKEN]"}',
    );
  });

  it("takes the longest of values that contain each other", () => {
    const redact = redactorOf({ A_SECRET: "abcdef", B_SECRET: "abcdefghi" });
    expect(redact("abcdefghi")).toBe("[redacted B_SECRET]");
  });

  it("leaves short values and innocent names alone", () => {
    const redact = redactorOf({ X_TOKEN: "1", PATH: "/usr/bin:/bin" });
    expect(redact("1 /usr/bin:/bin")).toBe("1 /usr/bin:/bin");
  });
});
