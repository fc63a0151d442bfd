// Hashes of the committed log, for whoever compares nodes: equal hashes at an index mean that all entries up to it are the same.
import type { RaftState } from "./state.ts";

/** Nodes are asked at different moments: at multiples of this all of them tell. */
const MILESTONE = 8;
const MILESTONES = 4;

/** [index, hash] of what is committed: the last milestones, and the last entry. */
export function committedHashes(state: RaftState): readonly (readonly [number, number])[] {
  const { digests, log, commit } = state;
  // A node with a bug may take for committed what its log does not have.
  while (digests.length < Math.min(commit, log.length)) {
    const entry = JSON.stringify(log[digests.length]);
    digests.push(fnv1a(digests.at(-1) ?? 0, entry));
  }
  const last = Math.floor(commit / MILESTONE);
  const milestones = Array.from({ length: MILESTONES }, (_, back) => (last - back) * MILESTONE);
  const indices = [...milestones.filter((index) => index > 0 && index < commit).reverse(), commit];
  return indices.flatMap((index) => {
    const hash = digests[index - 1];
    return hash === undefined ? [] : [[index, hash] as const];
  });
}

/** FNV-1a (Fowler, Noll, Vo), 32 bits, begun with what came before. */
function fnv1a(before: number, text: string): number {
  let hash = 0x811c9dc5 ^ before;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
