// Healing that takes long may be asked for again while it is under way: who asks then waits for the one that runs.

/** Like `job`, but calls made while one runs get that one's outcome. */
export function oneAtATime(job: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () =>
    (running ??= job().finally(() => {
      running = null;
    }));
}
