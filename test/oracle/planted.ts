// Imports fresh copies of modules with a bug planted in one of them, as often as one likes in one process: a copy's address carries
// a mark, which passes on to all that it imports from this project.
import { registerHooks } from "node:module";

/** A bug: in `file`, a path from the root of the project, `from` stands once and becomes `to`. */
export interface Mutation {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const ROOT = new URL("../../", import.meta.url).href;
const MARK = "mutation";
const mutations: Mutation[] = [];

const markOf = (url: string): string | null => new URL(url).searchParams.get(MARK);

registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    const mark = context.parentURL === undefined ? null : markOf(context.parentURL);
    const isOurs = resolved.url.startsWith(ROOT) && !resolved.url.includes("/node_modules/");
    return mark === null || !isOurs ? resolved : { ...resolved, url: marked(resolved.url, mark) };
  },
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const mutation = mutations[Number(markOf(url) ?? -1)];
    if (mutation === undefined || !url.startsWith(`${ROOT}${mutation.file}?`)) return loaded;
    return {
      ...loaded,
      source: mutated(new TextDecoder().decode(loaded.source as Uint8Array), mutation),
    };
  },
});

function marked(url: string, mark: string): string {
  const address = new URL(url);
  address.searchParams.set(MARK, mark);
  return address.href;
}

function mutated(text: string, { file, from, to }: Mutation): string {
  if (text.split(from).length !== 2) throw new Error(`${file} does not hold once: ${from}`);
  return text.replace(from, () => to);
}

/** A module, a path from the root of the project, as it is with the bug in what it imports. */
export async function importWith<T>(module: string, mutation: Mutation): Promise<T> {
  const mark = mutations.push(mutation) - 1;
  return (await import(marked(`${ROOT}${module}`, String(mark)))) as T;
}
