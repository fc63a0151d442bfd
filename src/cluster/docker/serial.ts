// Lets one asynchronous job run at a time, in the order they came.

export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `job` after all jobs given before it, whatever became of them. */
  run<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#last.then(job, job);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
