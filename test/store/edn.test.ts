// Reading EDN: every kind of form, texts that come in pieces, and errors with their line.
import fc from "fast-check";
import { expect, test } from "vitest";
import { EdnReader } from "../../src/store/edn.ts";
import { EdnSyntaxError, type EdnValue, Tagged } from "../../src/store/edn-value.ts";

/** The forms of a text that comes in pieces of so many bytes. */
function formsOf(text: string, pieceBytes = text.length + 1): readonly EdnValue[] {
  const forms: EdnValue[] = [];
  const reader = new EdnReader((form) => forms.push(form), new Set(["kept"]));
  const bytes = Buffer.from(text);
  let from = 0;
  for (let to = pieceBytes; to < bytes.length; to += pieceBytes) {
    const piece = bytes.subarray(from, to);
    from += reader.take(piece, piece.length, false);
  }
  const rest = bytes.subarray(from);
  reader.take(rest, rest.length, true);
  return forms;
}
const valueOf = (text: string): unknown => formsOf(text)[0];

test.each([
  ["nil", null],
  [":a/b", "a/b"],
  ["-12", -12],
  ["3N", 3],
  ["1.5e3", 1500],
  ["1/4", 0.25],
  [String.raw`"a\"\né"`, 'a"\né'],
  [String.raw`\newline`, "\n"],
  ["#{1 2}", [1, 2]],
  ['{:a 1, "b" [nil true]} ; done', { a: 1, b: [null, true] }],
  ['#inst "2020-01-01"', "2020-01-01"],
  ["#_ignored 7", 7],
  ["[##Inf 7]", "Inf"],
  ["+7", 7],
  ["-0", 0],
  ["- ", "-"],
  ["12345678901234567890123N", "12345678901234567890123"],
  ["-9007199254740993", "-9007199254740993"],
  ["1.5M", 1.5],
  ["-1/2", -0.5],
  [
    String.raw`{:a \( :b \a :c \u00e9 :d \o101 :e \tab :f \; :g \é}`.replaceAll("\\\\", "\\"),
    { a: "(", b: "a", c: "é", d: "A", e: "\t", f: ";", g: "é" },
  ],
  ["#{3 1 2}", [1, 2, 3]],
  ["#{:b :a}", ["a", "b"]],
  ['#uuid "0-1"', "0-1"],
  ["#:jepsen{:a 1, :b/c 2, :_/d 3, 4 :e}", { "jepsen/a": 1, "b/c": 2, d: 3, 4: "e" }],
  ["#jepsen.history.Op{:a #foo/bar [1 #baz nil]}", { a: [1, null] }],
  ['{:a #object[java.lang.Object 0x1a2b "x"]}', { a: ["java.lang.Object", "0x1a2b", "x"] }],
  ['{:p #"a+", :v #\'user/x}', { p: "a+", v: "user/x" }],
  ["{:a [1 #_ 2], #_ :b #_ 3}", { a: [1] }],
  ["#_ #_ 1 2 3", 3],
  ["; a comment\n ^{:line 3} {:a ; another ]\n 1}", { a: 1 }],
  ["(1, 2) ", 1],
  ["{:a {:b (1 [2 #{3}])}}", { a: { b: [1, [2, [3]]] } }],
  ["{nil 1, [1 2] 2, 7 3}", { null: 1, "[1,2]": 2, 7: 3 }],
  ['{"__proto__" 1}', JSON.parse('{"__proto__":1}')],
  ["{:a #kept [1]}", { a: new Tagged("kept", [1]) }],
  ['{:ünï "ß"}', { ünï: "ß" }],
])("%s is read", (text, value) => {
  expect(valueOf(text)).toStrictEqual(value);
});

test.each([
  ["a vector", "[1 [2] {:a 3}]"],
  ["a list", "(1 [2] {:a 3})"],
  ["a tagged vector", "#jepsen.history.DenseHistory[1 [2] {:a 3}]"],
  ["no vector", "1 [2] {:a 3}"],
])("the forms in %s at the top are taken one by one", (what, text) => {
  // A vector at the top that is not around all is opened like the others.
  const second = what === "no vector" ? 2 : [2];
  expect(formsOf(text)).toEqual([1, second, { a: 3 }]);
});

const atom = fc.oneof(
  fc.constantFrom(
    "nil",
    "true",
    ":key",
    ":a/b",
    "sym",
    String.raw`\newline`,
    String.raw`\)`,
    "#{1 2}",
    "##NaN",
  ),
  fc.constantFrom("1/3", "12N", "1.5e-3M", '#inst "2020-01-01T00:00:00Z"', "#_gone 5", "#:n{:a 1}"),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.string({ unit: "grapheme" }).map((text) => JSON.stringify(text)),
);
const gap = fc.constantFrom(" ", ", ", "\n", ' ; comment ) "\n', " #_[discarded 1] ", "\t");
const form = fc.letrec<{ form: string }>((tie) => ({
  form: fc.oneof(
    { depthSize: "small" },
    atom,
    fc
      .array(fc.tuple(tie("form"), gap), { maxLength: 4 })
      .map((forms) => `[${forms.flat().join("")}]`),
    fc
      .array(fc.tuple(atom, gap, tie("form"), gap), { maxLength: 3 })
      .map((forms) => `{${forms.flat().join("")}}`),
    tie("form").map((inner) => `#some.Record{:in ${inner} }`),
  ),
})).form;
const text = fc.array(fc.tuple(form, gap), { maxLength: 6 }).map((forms) => forms.flat().join(""));

test("in pieces of any size a text is read as in one", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 20 }), fc.boolean(), (forms, size, around) => {
      const whole = around ? `[${forms}]` : forms;
      expect(formsOf(whole, size)).toEqual(formsOf(whole));
    }),
    { numRuns: 500 },
  );
});

const edn = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(edn).join(" ")}]`
    : typeof value === "object" && value !== null
      ? `{${Object.entries(value)
          .map(([name, inner]) => `${JSON.stringify(name)} ${edn(inner)}`)
          .join(", ")}}`
      : value === null
        ? "nil"
        : JSON.stringify(value);

test("JSON's values come back from EDN as they were", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.integer({ min: 1, max: 50 }), (value, size) => {
      const plain: unknown = JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
        Number.isInteger(inner) && !Number.isSafeInteger(inner) ? null : inner,
      );
      expect(formsOf(`{:a ${edn(plain)}}`, size)).toEqual([{ a: plain }]);
    }),
    { numRuns: 500 },
  );
});

test("a text that is cut is an error wherever the cut is inside a form", () => {
  const whole = String.raw`{:a "x\"y" :b [1 #{:c} \a]}`;
  for (let length = 1; length < whole.length; length++)
    expect(() => formsOf(whole.slice(0, length), 5)).toThrow(EdnSyntaxError);
});

const BROKEN: readonly (readonly [string, number, string])[] = [
  ["[1\n2", 1, "the end of the file stands where ] should"],
  ["1\n\n}", 3, "} closes nothing"],
  ["[1\n[2)]", 2, ") closes nothing"],
  ['{:a "x\ny"}\n{:b}', 3, "a map has a key without a value"],
  ["1 ; comment\n; another\n#foo", 3, "the file ends inside a form"],
  ["{:a\n#:b 7}", 2, "no map follows #:b"],
  ["1\n" + "[".repeat(202), 2, "nested deeper than 200"],
  ["#a ".repeat(210), 1, "nested deeper than 200"],
  ["#_ ".repeat(210), 1, "nested deeper than 200"],
  ["1\n: 2", 2, "a name is missing"],
];

test.each(BROKEN.map(([text, line, message]) => [message, line, text] as const))(
  "%s, line %i, also in pieces",
  (message, line, text) => {
    for (const size of [1, 4, 1000])
      expect(() => formsOf(text, size)).toThrow(expect.objectContaining({ line, message }));
  },
);
