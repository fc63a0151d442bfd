// Program: the worker thread of a linearizability check. Does one job a message.
export { runSearchJob as default } from "./search-job.ts";
