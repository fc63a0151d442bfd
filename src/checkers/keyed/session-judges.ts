// The four session guarantees as judges of reads, on sets of elements: what a read must see, given what it sees and who did what
// before. Each is linear in what reads list, times the writers that a read sees for the last.
import type { Guarantee, SessionRead } from "./session-log.ts";

/** The list at a key, made when it is first asked for. */
function listAt<K>(lists: Map<K, number[]>, key: K): number[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const made: number[] = [];
  lists.set(key, made);
  return made;
}

export const READ_YOUR_WRITES: Guarantee = {
  kind: "missed-own-write",
  judge: (object, written) => {
    const own = new Map<number, number[]>();
    return {
      acknowledged: (id, process) => {
        listAt(own, process).push(id);
      },
      read: ({ process, sees }) => {
        const missing = own.get(process)?.find((id) => !sees(id));
        if (missing === undefined) return null;
        const because = "which that process had written and got acknowledged";
        return { missing, because, ops: [object.otherHalf(written.ok[missing] as number)] };
      },
    };
  },
};

export const MONOTONIC_READS: Guarantee = {
  kind: "nonmonotonic-read",
  judge: (object) => {
    const last = new Map<number, SessionRead>();
    return {
      read: (read) => {
        const before = last.get(read.process);
        last.set(read.process, read);
        const missing = before?.ids.find((id) => !read.sees(id));
        if (missing === undefined || before === undefined) return null;
        const because = `which its read at event ${String(before.event)} had seen`;
        return { missing, because, ops: [object.otherHalf(before.event)] };
      },
    };
  },
};

/** What a read sees of one writer: how many acknowledged writes, and the one that was written last. */
interface Seen {
  count: number;
  latest: number;
}

/** Elements with a sole write, by their writers' order. */
export const MONOTONIC_WRITES: Guarantee = {
  kind: "nonmonotonic-write",
  judge: (object, written) => {
    const acknowledged = new Map<number, number[]>();
    const writer: number[] = [];
    /** By element: how many writes its process had acknowledged before it was called. */
    const before: number[] = [];
    const isOk: boolean[] = [];
    const tally = (ids: readonly number[]): ReadonlyMap<number, Seen> => {
      const seen = new Map<number, Seen>();
      for (const id of ids) {
        const process = writer[id];
        if (process === undefined) continue;
        const entry = seen.get(process) ?? { count: 0, latest: id };
        seen.set(process, entry);
        if (isOk[id] === true) entry.count++;
        if ((written.call[id] as number) > (written.call[entry.latest] as number))
          entry.latest = id;
      }
      return seen;
    };
    return {
      called: (id, process, sole) => {
        if (!sole) return;
        writer[id] = process;
        before[id] = listAt(acknowledged, process).length;
      },
      acknowledged: (id, process, sole) => {
        if (!sole) return;
        listAt(acknowledged, process).push(id);
        isOk[id] = true;
      },
      read: ({ ids, sees, event }) => {
        for (const [process, { count, latest }] of tally(ids)) {
          const isDue = (id: number): boolean =>
            (written.call[id] as number) < (written.call[latest] as number);
          const due = before[latest] as number;
          if (count === due + (isCounted(latest, event) ? 1 : 0)) continue;
          const missing = acknowledged.get(process)?.find((id) => isDue(id) && !sees(id));
          if (missing === undefined) continue;
          return {
            missing,
            because: `which process ${String(process)} had written before ${written.show(latest)}, and it sees that`,
            ops: [object.otherHalf(written.ok[missing] as number), written.call[latest] as number],
          };
        }
        return null;
      },
    };
    function isCounted(id: number, event: number): boolean {
      return isOk[id] === true && (written.ok[id] as number) < event;
    }
  },
};

/** Elements with a sole write, by what their writers had read. */
export const WRITES_FOLLOW_READS: Guarantee = {
  kind: "write-before-its-read",
  judge: (object, written) => {
    /** By process: all that it has read, each once, in the order it was first seen. */
    const read = new Map<number, number[]>();
    const known = new Map<number, Set<number>>();
    const writer: number[] = [];
    /** By element: how much of its process's list it had read when it was written. */
    const after: number[] = [];
    const remember = ({ process, ids }: SessionRead): void => {
      const set = known.get(process) ?? new Set<number>();
      known.set(process, set);
      for (const id of ids) {
        if (set.has(id)) continue;
        set.add(id);
        listAt(read, process).push(id);
      }
    };
    return {
      called: (id, process, sole) => {
        if (!sole) return;
        writer[id] = process;
        after[id] = read.get(process)?.length ?? 0;
      },
      read: (one) => {
        const latest = new Map<number, number>();
        for (const id of one.ids) {
          const process = writer[id];
          if (process === undefined) continue;
          const best = latest.get(process);
          if (best === undefined || (after[id] as number) > (after[best] as number))
            latest.set(process, id);
        }
        remember(one);
        for (const [process, id] of latest) {
          const list = read.get(process) ?? [];
          for (let at = 0; at < (after[id] as number); at++) {
            const missing = list[at] as number;
            if (one.sees(missing)) continue;
            const because = `which process ${String(process)} had read before it wrote ${written.show(id)}, and it sees that`;
            return { missing, because, ops: [written.call[id] as number] };
          }
        }
        return null;
      },
    };
  },
};
