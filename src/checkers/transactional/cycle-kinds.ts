// The kinds of cycles as data: which edges may be in one and which must, from the worst to the mildest. Adya 1999, §4;
// G-nonadjacent after Cerone & Gotsman, PODC 2016.
import { EDGE } from "./edge-list.ts";

/** How a search for a kind treats rw edges: none, exactly one (the first), never two in a row, or any. */
export type AntiDependencies = "none" | "single" | "nonadjacent" | "any";

export interface CycleSearch {
  readonly kind: string;
  /** Edges that may be in the cycle, rw apart. */
  readonly mask: number;
  /** An edge of this type is in it. */
  readonly required: number;
  readonly rw: AntiDependencies;
}

const { ww, wr, rw, process, realtime, link } = EDGE;

const PLAIN: readonly CycleSearch[] = [
  { kind: "G0", mask: ww | link, required: ww, rw: "none" },
  { kind: "G1c", mask: ww | wr | link, required: wr, rw: "none" },
  { kind: "G-single-item", mask: ww | wr | link, required: rw, rw: "single" },
  { kind: "G-nonadjacent-item", mask: ww | wr | link, required: rw, rw: "nonadjacent" },
  { kind: "G2-item", mask: ww | wr | link, required: rw, rw: "any" },
];

const variant = (suffix: string, order: number): readonly CycleSearch[] =>
  PLAIN.map((search) => ({
    ...search,
    kind: `${search.kind}${suffix}`,
    mask: search.mask | order,
  }));

/** What to search for, where the graph holds these order edges; an earlier kind may make later ones needless. */
export const CYCLE_SEARCHES: Readonly<
  Record<"none" | "process" | "realtime", readonly CycleSearch[]>
> = {
  none: PLAIN,
  process: [...PLAIN, ...variant("-process", process)],
  realtime: [...PLAIN, ...variant("-realtime", realtime)],
};

/** The kind of a cycle, from the types of its edges in order. */
export function cycleKindOf(types: readonly number[]): string {
  const count = (type: number): number => types.filter((t) => t === type).length;
  const adjacent = types.some((type, i) => type === rw && types[(i + 1) % types.length] === rw);
  const anti = count(rw);
  const base =
    anti === 1
      ? "G-single-item"
      : anti > 1
        ? adjacent
          ? "G2-item"
          : "G-nonadjacent-item"
        : count(wr) > 0
          ? "G1c"
          : "G0";
  return `${base}${count(realtime) > 0 ? "-realtime" : count(process) > 0 ? "-process" : ""}`;
}
