// A verdict as a symbol, a word and a colour: never the colour alone.

const MARKS = {
  valid: { tone: "good", symbol: "✓" },
  invalid: { tone: "bad", symbol: "✗" },
  unknown: { tone: "unsure", symbol: "?" },
} as const;

export const VerdictMark = ({ verdict }: { readonly verdict: keyof typeof MARKS }) => (
  <span class={`mark ${MARKS[verdict].tone}`}>
    <span aria-hidden="true">{MARKS[verdict].symbol}</span> {verdict}
  </span>
);
