// The scanner against JSON.parse: it answers the same or leaves the line to it, whatever the line.
import fc from "fast-check";
import { expect, test } from "vitest";
import { EventScanner } from "../../src/store/event-scanner.ts";

const MEMBERS = ["index", "time", "process", "type", "f", "key", "value", "error"];
const scanner = new EventScanner();

/** What the scanner says of a line that stands between others. */
function scanned(line: string): Record<string, unknown> | null {
  const [before, bytes, after] = ['{"f":7}\n', line, '\n"}]9'].map((text) => Buffer.from(text)) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  const all = Buffer.concat([before, bytes, after]);
  const found = scanner.scan(all, before.length, before.length + bytes.length);
  if (found === null) return null;
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

const word = fc.string({ unit: fc.constantFrom(..."abk09_- '".split("")), maxLength: 40 });
const usualValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, true, false),
    fc.integer(),
    fc.maxSafeInteger().filter((n) => Math.abs(n) < 1e15),
    word,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(word, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;
const usualLine = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...MEMBERS), usualValue), {
    selector: ([name]) => name,
    minLength: 1,
  })
  .map((members) => Object.fromEntries(members));

test("what runs write is scanned, and as JSON.parse reads it", () => {
  fc.assert(
    fc.property(usualLine, fc.constantFrom(0, 1, "\t"), (line, indent) => {
      const text = JSON.stringify(line, null, indent);
      // JSON.stringify writes -0 as 0.
      expect(scanned(text)).toEqual(JSON.parse(text));
      expect(JSON.stringify(scanned(text)?.error)).toBe(JSON.stringify(line.error));
    }),
    { numRuns: 500 },
  );
});

const NUMBERS =
  "0 -0 7 -7 00 01 -01 - -- 1. .5 1.5 -1.25 1e3 1E-2 1e 1e+ +1 0x1 1_0 NaN Infinity -Infinity 2147483648 999999999999999 " +
  "1000000000000000 9007199254740993 123456789012345678901234567890 1e999 -1e-999 5e-324";
const STRINGS = String.raw`"" "a" "\n" "\u0041" "\ud83d" "\ud83d\ude00" "ü" "😀" "\x" "\"" "a\\" "\/" " " "__proto__" 'a' "a " ""`;
const pieces = fc.oneof(
  fc.constantFrom(...NUMBERS.split(" "), ...STRINGS.split(" "), '"tab\there"', '"nul\0"'),
  fc.constantFrom("null", "nul", "nulll", "true", "false", "undefined", "[]", "{}", "[1,]", "[,]"),
  fc.constantFrom('{"__proto__":1}', '{"a":1,"a":2}', '{"b":1,"1":2}', "[[[]]", '{"a"}', ""),
  fc.constantFrom("[".repeat(40) + "]".repeat(40), "[[1,[2]],[3]]", '[{"a":[null]}]', "\ufeff"),
  fc.json({ maxDepth: 3 }),
  fc.integer().map(String),
);
const space = fc.constantFrom(
  ..."".padEnd(20, " ").split(" "),
  " ",
  "\t",
  "\r",
  " \r\t",
  "\u00a0",
  "\v",
);
const name = fc.oneof(
  fc.constantFrom(...MEMBERS.map((member) => JSON.stringify(member))),
  fc.constantFrom('"extra"', '"__proto__"', '"constructor"', '"tim"', '"timer"', "f", '"\\u0066"'),
  fc.constantFrom('""', '"f', "7"),
);
const member = fc.tuple(
  name,
  space,
  fc.constantFrom(":", ":", ":", "", "::"),
  space,
  pieces,
  space,
);
const adversarial = fc
  .tuple(
    fc.array(member, { maxLength: 4 }),
    fc.constantFrom(",", ",", ",", ", ", ",,"),
    fc.constantFrom("", "", "", " ", "\r", "}", "x", ","),
    fc.constantFrom("{", "{", "{", " {", "", "[", "\ufeff{"),
  )
  .map(
    ([members, comma, tail, head]) =>
      `${head}${members.map((m) => m.join("")).join(comma)}}${tail}`,
  );
const usualText = usualLine.map((line) => JSON.stringify(line));
const line = fc.oneof(adversarial, usualText);
const cut = fc.tuple(line, fc.nat(60)).map(([text, length]) => text.slice(0, length));
const replaced = fc
  .tuple(line, fc.nat(60), fc.constantFrom(...'"\\{}[],:0189.eE-+ \tnft\0ü'.split(""), "", '","'))
  .map(([text, at, put]) => text.slice(0, at) + put + text.slice(at + 1));

/** What JSON.parse makes of it, or null where that is no object of known members. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(Buffer.from(line).toString("utf8"));
  } catch {
    return null;
  }
}

test("of any other line it says what JSON.parse says, or nothing", () => {
  let told = 0;
  fc.assert(
    fc.property(fc.oneof(adversarial, cut, replaced, replaced), (line) => {
      const found = scanned(line);
      if (found === null) return;
      told++;
      expect(parsed(line)).toStrictEqual(found);
      expect(Object.is(found.value, -0)).toBe(false);
    }),
    { numRuns: 6000 },
  );
  expect(told).toBeGreaterThan(100);
});

test.each([
  ["a member twice", '{"f":"a","f":"b"}'],
  ["a member twice, first null", '{"f":null,"f":"b"}'],
  ["an unknown member", '{"f":"a","g":1}'],
  ["a header", '{"format":"faultline-history","version":1}'],
  ["a fraction", '{"time":1.5}'],
  ["minus zero", '{"value":-0}'],
  ["an escape", String.raw`{"f":"\u0061"}`],
  ["text beyond ASCII", '{"f":"ü"}'],
  ["a member of Object.prototype", '{"constructor":1}'],
  ["no object", "17"],
  ["a cut line", '{"f":"read","value":1'],
  ["a number cut at the end of the line", '{"value":1'],
])("%s is left to JSON.parse", (_, line) => {
  expect(scanned(line)).toBeNull();
});
