// Prose that marks what to type by backticks, as the harness writes its hints.

/** Every second piece between backticks is code. */
export const Ticked = ({ text }: { readonly text: string }) => (
  <>{text.split("`").map((piece, i) => (i % 2 === 1 ? <code key={i}>{piece}</code> : piece))}</>
);
