// `faultline/vitest`: matchers for vitest, and what they judge: scenarios that run within a test, and recordings of a test's
// own calls. The only file that knows vitest.
import { expect } from "vitest";
import type { Model } from "./checkers/models/model.ts";
import type { Json } from "./core/json.ts";
import * as matchers from "./native/matchers.ts";

export { recordHistory } from "./native/record-history.ts";
export type { Calls, Functions, Recording, RecordOptions } from "./native/record-history.ts";
export { runScenario } from "./native/run-scenario.ts";
export type { RunScenarioOptions, ScenarioRun } from "./native/run-scenario.ts";
export { seededPauses } from "./native/seeded-pauses.ts";

type Options = Readonly<Record<string, Json>>;
type Predicate = (value: unknown) => boolean;

expect.extend({
  toBeLinearizable(subject: unknown, model?: string | Model) {
    return matchers.toBeLinearizable(this, subject, model);
  },
  toHaveNoLostWrites(subject: unknown) {
    return matchers.toHaveNoLostWrites(this, subject);
  },
  toRecoverWithin(subject: unknown, duration: string) {
    return matchers.toRecoverWithin(this, subject, duration);
  },
  /** Vitest has a matcher of this name, which takes a predicate: it goes on as it was. */
  toSatisfy(subject: unknown, name: string | Predicate, options?: Options | string) {
    if (typeof name === "string")
      return matchers.toSatisfy(this, subject, name, typeof options === "string" ? {} : options);
    const said =
      typeof options === "string" ? options : "expected the value to satisfy the predicate";
    return { pass: name(subject), message: () => said };
  },
});

// The parameters are those of vitest's own declarations, which these are merged with.
declare module "vitest" {
  /* eslint-disable @typescript-eslint/no-unused-vars -- merged declarations name all parameters */
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** Some order of the operations respects real time and explains every answer; `model` as in docs/models.md. */
    toBeLinearizable(model?: string | Model): Promise<void>;
    /** Nothing that was acknowledged is missing at the end: sets, queues, transactions. */
    toHaveNoLostWrites(): Promise<void>;
    /** After every fault that was healed, an operation succeeds within this: "5s". */
    toRecoverWithin(duration: string): Promise<void>;
  }
  interface Assertion<R extends void | Promise<void> = void, T = unknown> {
    /** A checker by name ("monotonic-reads"), or a consistency model of transactions ("strict-serializable"). */
    toSatisfy(guarantee: string, options?: Options): Promise<void>;
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as vitest has it
    toSatisfy(predicate: (value: any) => boolean, message?: string): R;
  }
}
