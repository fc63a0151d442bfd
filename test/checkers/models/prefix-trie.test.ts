// States that are prefixes of what was read: all that no read can see is one.
import { expect, test } from "vitest";
import { PrefixTrie, ROOT } from "../../../src/checkers/models/prefix-trie.ts";

test("it follows what was read, and nothing else", () => {
  const trie = new PrefixTrie(false);
  const read = trie.insert([5, 0, 7]);
  const five = trie.after(ROOT, 5);
  const lost = trie.after(ROOT, 6);
  expect(trie.after(trie.after(five, 0), 7)).toBe(read);
  expect(trie.sequenceOf(read)).toEqual([5, 0, 7]);
  expect(trie.after(five, 1)).toBe(lost);
  expect(trie.after(lost, 5)).toBe(lost);
  expect(trie.sequenceOf(lost)).toBeNull();
});

test("asked to, it keeps what nobody read", () => {
  const trie = new PrefixTrie(true);
  const other = trie.after(trie.after(ROOT, 6), 6);
  expect(trie.sequenceOf(other)).toEqual([6, 6]);
  expect(trie.insert([6, 6])).toBe(other);
});
