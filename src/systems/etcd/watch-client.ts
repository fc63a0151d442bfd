// Keys that change and watches of all of them on etcd. A client has one watch at a time; it ends with the client.
import type { Node } from "../../cluster/api.ts";
import type { Handlers } from "../../core/client.ts";
import { fail, info, ok } from "../../core/op.ts";
import type { WatchSpec } from "../../core/specs/watch.ts";
import { folderOf, kvOf } from "./kv.ts";
import { WatchStream } from "./watch-stream.ts";

const FOLDER = folderOf("watch");

export function watchClient(node: Node): Handlers<WatchSpec> {
  const { url } = node.address("client");
  const kv = kvOf(node, "linearizable");
  let stream: WatchStream | null = null;
  return {
    async put({ key = "", value }, signal) {
      const put = await kv.put(`${FOLDER}${String(key)}`, value, signal);
      return put.type === "ok" ? ok({ revision: put.value }) : put;
    },
    async "put-all"({ value: { keys, value } }, signal) {
      const changes = keys.map((key) => ({ key: `${FOLDER}${key}`, value }));
      const put = await kv.change([], changes, signal);
      if (put.type !== "ok") return put;
      // Without guards nothing can hinder it.
      if (put.value === null) return info("malformed", "a transaction without guards did nothing");
      return ok({ revision: put.value });
    },
    async delete({ key = "" }, signal) {
      const removed = await kv.remove(`${FOLDER}${String(key)}`, signal);
      if (removed.type !== "ok") return removed;
      return ok(removed.value === null ? null : { revision: removed.value });
    },
    async watch({ value: start }, signal) {
      if (start !== null) {
        stream?.close();
        stream = null;
        const opened = await WatchStream.open(url, { folder: FOLDER, ...start }, signal);
        if (opened.type !== "ok") return opened;
        stream = opened.value;
      }
      if (stream === null) return fail("no-watch", "there is no watch to go on with");
      const answer = await stream.take(signal);
      if (answer.type !== "ok") stream = null;
      return answer;
    },
    close() {
      stream?.close();
      return Promise.resolve();
    },
  };
}
