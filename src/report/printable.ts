// Makes text of unknown origin safe to print on one line: no control character of it reaches a terminal or a report.

const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Control, bidirectional and line-breaking characters are spelled out as `\u{…}`; tabs become spaces. */
export const printable = (text: string): string =>
  text.replace(UNSAFE, (char) =>
    char === "\t" ? "  " : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  );

/** At most `limit` UTF-16 units, the last of them an ellipsis where something was cut off. */
export const clipped = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, Math.max(0, limit - 1)).toWellFormed()}…`;
