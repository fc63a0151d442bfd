// Colours for the terminal, as a value: the plain painter paints nothing, so that no caller asks whether colours are on.
import { styleText } from "node:util";
import type { VerdictWord } from "../../core/verdict.ts";
import type { Tone } from "../findings.ts";

export interface Painter {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly unsure: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
}

type Format = Parameters<typeof styleText>[0];

/** A painter that uses escape codes, or none. */
export function painterOf(color: boolean): Painter {
  const paint = (format: Format) => (text: string) =>
    color ? styleText(format, text, { validateStream: false }) : text;
  return {
    good: paint("green"),
    bad: paint("red"),
    unsure: paint("yellow"),
    dim: paint("dim"),
    bold: paint("bold"),
  };
}

/** The symbol of a tone; never the colour alone. */
export const symbolOf: Readonly<Record<Tone, string>> = { good: "✓", bad: "✗", unsure: "?" };

export const toneOfWord: Readonly<Record<VerdictWord, Tone>> = {
  valid: "good",
  invalid: "bad",
  unknown: "unsure",
};
