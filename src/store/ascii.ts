// ASCII by name, for readers that work on bytes. Knows no format.
export const TAB = 0x09;
export const NEWLINE = 0x0a;
export const RETURN = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const APOSTROPHE = 0x27;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const DOT = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const UPPER_E = 0x45;
export const OPEN_LIST = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_LIST = 0x5d;
export const CARET = 0x5e;
export const UNDERSCORE = 0x5f;
export const LOWER_E = 0x65;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const OPEN_PARENTHESIS = 0x28;
export const CLOSE_PARENTHESIS = 0x29;
/** The first byte that is not ASCII. */
export const BEYOND_ASCII = 0x80;
/** Whole numbers of so many decimal digits are exact in a double. */
export const EXACT_DIGITS = 15;
