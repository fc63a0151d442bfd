// The bugs that test/oracle/mutants.ts plants in the linear-time path for registers: each breaks one rule.

export interface Mutant {
  /** The rule that it breaks. */
  readonly rule: string;
  readonly file: string;
  /** Stands once in the file, and becomes `to`. */
  readonly from: string;
  readonly to: string;
  /** Random histories that show it, the first to try first. */
  readonly shapes: readonly string[];
}

const PATHS = "src/checkers/linearizable/paths";
const REGISTERS = ["distinct registers", "register"];
const CAS = ["distinct cas-registers", "long working register", "cas-register"];

export const mutant = (
  rule: string,
  file: string,
  from: string,
  to: string,
  shapes: readonly string[],
): Mutant => ({ rule, file: `${PATHS}/${file}.ts`, from, to, shapes });

export const MUTANTS: readonly Mutant[] = [
  mutant(
    "a failed write was not done: reading it is an aborted read",
    "register-rows",
    "if (outcome[row] === FAIL) continue;",
    "",
    REGISTERS,
  ),
  mutant(
    "a value is not read before its write is called",
    "clusters",
    "ret < (table.call[writer] as number)",
    "false",
    REGISTERS,
  ),
  mutant(
    "a value of another key was not written here",
    "clusters",
    "cluster < first ? NOWHERE : cluster, own",
    "cluster < 0 ? NOWHERE : cluster, own",
    REGISTERS,
  ),
  mutant(
    "a value written twice is left to the search",
    "clusters",
    "as number) >= first) return false;",
    "as number) >= first) continue;",
    ["working registers from 0", "register"],
  ),
  mutant(
    "an unknown write is done by the first return of those who saw it",
    "clusters",
    "if (ret < (firstReturn[cluster] as number)) firstReturn[cluster] = ret;",
    "",
    REGISTERS,
  ),
  mutant(
    "an unknown write is done by the first of those returns, not the last",
    "clusters",
    "if (ret < (firstReturn[cluster] as number))",
    "if (ret > (firstReturn[cluster] as number) || firstReturn[cluster] === NEVER)",
    REGISTERS,
  ),
  mutant(
    "a value stays until the last call of those who saw it",
    "clusters",
    "if (call > (lastCall[cluster] as number)) lastCall[cluster] = call;",
    "",
    REGISTERS,
  ),
  mutant(
    "what is there at first is a zone from before all",
    "clusters",
    "builder.rows.initial, INITIAL, -1, -1)",
    "builder.rows.initial, INITIAL, NEVER, -1)",
    REGISTERS,
  ),
  mutant(
    "an unknown write need not be done soon",
    "clusters",
    "row, ret[row] as number, call[row] as number)",
    "row, Math.min(ret[row] as number, (call[row] as number) + 1), call[row] as number)",
    REGISTERS,
  ),
  mutant(
    "zones are swept by their first moments",
    "zones",
    "at[Math.min(first, lastCall[zone] as number)]",
    "at[first]",
    REGISTERS,
  ),
  mutant(
    "a zone that returns first before another ends clashes with it",
    "zones",
    "if (first < (end[o] as number) && ",
    "if (first < (end[o] as number) && last < (end[o] as number) && ",
    REGISTERS,
  ),
  mutant(
    "only two zones of one object clash",
    "zones",
    "const o = object[zone] as number;",
    "const o = (object[zone] as number) * 0;",
    REGISTERS,
  ),
  mutant(
    "the end of the zones so far is the latest one",
    "zones",
    "if (last <= (end[o] as number)) continue;",
    "",
    REGISTERS,
  ),
  mutant(
    "a cas that was seen used the value that it changed",
    "chains",
    "if (before < 0 || shownBy[before] !== NO_CLUSTER) break;",
    "break;",
    CAS,
  ),
  mutant(
    "two cas do not change one value",
    "chains",
    "if (rival === NO_CLUSTER) {",
    "if (rival >= NO_CLUSTER) {",
    CAS,
  ),
  mutant(
    "chains have a beginning",
    "chains",
    "isPlaced[cluster] === 0) convictCircle",
    "isPlaced[cluster] === 2) convictCircle",
    CAS,
  ),
  mutant(
    "the values of a chain come in its order",
    "chains",
    "if (firstReturn < last) {",
    "if (firstReturn < last && at === head) {",
    CAS,
  ),
  mutant(
    "a chain was there by the first return of any of its values",
    "chains",
    "zones.firstReturn[head] = first;",
    "zones.firstReturn[head] = clusters.firstReturn[head] as number;",
    CAS,
  ),
  mutant(
    "a chain stays until the last call of any of its values",
    "chains",
    "zones.lastCall[head] = last;",
    "zones.lastCall[head] = clusters.lastCall[head] as number;",
    CAS,
  ),
  mutant(
    "what a failed cas saw is a sight",
    "register-rows",
    'if ("seen" in error) {',
    'if ("unseen" in error) {',
    CAS,
  ),
  mutant(
    "a failed cas cannot have seen what it expected",
    "register-rows",
    "value[row] === from[row] ? CONTRADICTION : SIGHT",
    "SIGHT",
    CAS,
  ),
  mutant(
    "a cas that failed on its precondition says that what it expected was not there",
    "register-rows",
    "what[row] = REFUSAL;",
    "what[row] = 0;",
    CAS,
  ),
  mutant(
    "a cas that failed for another reason says nothing",
    "register-rows",
    'if (error?.code !== "precondition") return;',
    "if (error === undefined) return;",
    CAS,
  ),
  mutant(
    "a failed cas is refuted by a value that was there when it was called",
    "refusals",
    "if (from > (call[row] as number) || ",
    "if (",
    CAS,
  ),
  mutant(
    "a failed cas is refuted by a value that stayed until it returned",
    "refusals",
    " || to < (ret[row] as number)) continue;",
    ") continue;",
    CAS,
  ),
  mutant(
    "a failed cas returned after the next value had come",
    "moments",
    "ret > (start[at + 1] as number)",
    "ret > (start[at] as number)",
    CAS,
  ),
];
