// Any text as one word of a POSIX shell. Pure.

/** Quoted, whatever it holds. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
