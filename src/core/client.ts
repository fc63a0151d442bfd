// How a workload talks to a system: one client per process, one handler per operation.
// A client must not retry, queue or fail over: that would hide what the history must show.
import { type AnyRequest, type Fn, info, type OpSpec, type Outcome, type RequestOf } from "./op.ts";

/** One process's connection. `invoke` resolves with an outcome; a rejection counts as `info`. */
export interface Client extends AsyncDisposable {
  /** Operations that this client offers. */
  readonly offers: ReadonlySet<string>;
  invoke(request: AnyRequest, signal: AbortSignal): Promise<Outcome>;
}

/** One function per operation; operations that a system lacks are left out. `close` ends the connection. */
export type Handlers<S extends OpSpec> = {
  readonly [F in Fn<S>]?: (request: RequestOf<S, F>, signal: AbortSignal) => Promise<Outcome<S, F>>;
} & { readonly close?: () => PromiseLike<void> };

type AnyHandler = (request: AnyRequest, signal: AbortSignal) => Promise<Outcome>;

/** Makes a client of handlers: dispatches by `f`; what a handler throws is `info`, never a guess. */
export function clientOf<S extends OpSpec>(handlers: Handlers<S>): Client {
  const { close, ...named } = handlers as Record<string, AnyHandler> & {
    close?: () => PromiseLike<void>;
  };
  const byName = new Map(Object.entries(named));
  return {
    offers: new Set(byName.keys()),
    async invoke(request, signal) {
      const handler = byName.get(request.f);
      if (handler === undefined) {
        return {
          type: "fail",
          error: { code: "not-supported", message: `this client has no operation "${request.f}"` },
        };
      }
      try {
        return await handler(request, signal);
      } catch (error) {
        if (signal.aborted) return info("timeout", "no answer before the deadline");
        return info("exception", error instanceof Error ? error.message : String(error));
      }
    },
    async [Symbol.asyncDispose]() {
      await close?.();
    },
  };
}
