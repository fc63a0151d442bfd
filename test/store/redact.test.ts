// Secrets of the environment must not reach any file.
import { describe, expect, it } from "vitest";
import { redactedJson, redactorOf } from "../../src/store/redact.ts";

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

describe("a password in a URL", () => {
  it("is a secret whatever the variable is called", () => {
    const redact = redactorOf({ DATABASE_URL: "postgres://me:open-sesame@db:5432/x" });
    expect(redact("cannot reach postgres://me:open-sesame@db")).toBe(
      "cannot reach postgres://me:[redacted DATABASE_URL]@db",
    );
    expect(redact("db:5432")).toBe("db:5432");
  });

  it("is found as it is spelled there", () => {
    const redact = redactorOf({ PG_PASSWORD: "p@ss/word" });
    expect(redact("postgres://me:p%40ss%2Fword@db")).toBe(
      "postgres://me:[redacted PG_PASSWORD]@db",
    );
  });
});

describe("redactedJson", () => {
  it("stays JSON when a secret is a number that stands in a number", () => {
    const redact = redactorOf({ PIN_TOKEN: "123456" });
    const json = redactedJson({ time: 91_234_567, text: "pin 123456" }, redact);
    expect(JSON.parse(json)).toEqual({ time: 91_234_567, text: "pin [redacted PIN_TOKEN]" });
  });

  it("keeps keys and the words of the formats when somebody's password is one of them", () => {
    const redact = redactorOf({
      A_PASSWORD: "faultline",
      B_PASSWORD: "running",
      C_PASSWORD: "status",
    });
    const manifest = { format: "faultline-manifest", status: "running", error: "faultline" };
    expect(JSON.parse(redactedJson(manifest, redact))).toEqual({
      format: "faultline-manifest",
      status: "running",
      error: "[redacted A_PASSWORD]",
    });
  });
});
