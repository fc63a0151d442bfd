// One set of directed links that carry nothing while it holds, and the count that proves it. Knows no queue and no nodes.
import type { ActiveFault, Evidence } from "../../core/fault.ts";
import type { NodeId } from "../../core/ids.ts";
import { type Link, nodeEnds } from "../api.ts";
import { linkName } from "./link-name.ts";

export class Cut implements ActiveFault {
  readonly name: string;
  readonly targets: readonly NodeId[];
  readonly #links: ReadonlySet<string>;
  readonly #lift: () => void;
  #dropped = 0;
  #holds = true;

  constructor(links: readonly Link[], name: string, lift: () => void) {
    this.name = name;
    this.targets = [...nodeEnds(links.flatMap(({ from, to }) => [from, to]))].sort();
    this.#links = new Set(links.map(({ from, to }) => linkName({ from, to })));
    this.#lift = lift;
  }

  /** Whether it swallows a message that arrives now over `link`. */
  drops(link: string): boolean {
    if (!this.#links.has(link)) return false;
    this.#dropped++;
    return true;
  }

  evidence(): Promise<Evidence> {
    const links = `${String(this.#links.size)} link${this.#links.size === 1 ? "" : "s"}`;
    return Promise.resolve(
      this.#dropped > 0
        ? { seen: true, detail: `dropped ${String(this.#dropped)} messages on ${links}` }
        : { seen: false, why: `no message tried to pass the ${links} while they were cut` },
    );
  }

  healed(): Promise<Evidence> {
    return Promise.resolve(
      this.#holds
        ? { seen: false, why: "the links are still cut" }
        : { seen: true, detail: `${String(this.#links.size)} links carry messages again` },
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#holds = false;
    this.#lift();
    return Promise.resolve();
  }
}
