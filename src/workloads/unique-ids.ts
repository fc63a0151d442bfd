// The unique-ids workload: everybody asks for identifiers, and nobody gets one that another got.
import type { UniqueIdsSpec } from "../core/specs/unique-ids.ts";
import { emit } from "../generator/emit.ts";
import { repeat } from "../generator/repeat.ts";
import type { Workload } from "./workload.ts";

export const uniqueIds = (): Workload<"unique-ids", UniqueIdsSpec> => ({
  name: "unique-ids",
  options: {},
  operations: ["generate"],
  generator: () => repeat(emit({ f: "generate", value: null })),
  checkers: [{ checker: "unique-ids" }],
});
