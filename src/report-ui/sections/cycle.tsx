// A cycle of transactions: the drawing, where there is one, and the reason of each edge in words.
import type { Finding } from "../../report/payload-format.ts";

export function Cycle({ finding }: { readonly finding: Finding }) {
  return (
    <figure class="cycle">
      {finding.drawing === null ? null : (
        <div
          class="scroll"
          tabIndex={0}
          role="img"
          aria-label={`The cycle as a graph: ${finding.summary}`}
          // Graphviz wrote it and escaped its labels; the page's policy lets no script of it run.
          dangerouslySetInnerHTML={{ __html: finding.drawing }}
        />
      )}
      <ol class="edges">
        {finding.edges.map(({ from, to, type, because }, position) => (
          <li key={position}>
            <span class="edge-name">
              T{from} <code>{type}</code> → T{to}
            </span>{" "}
            {because}
          </li>
        ))}
      </ol>
    </figure>
  );
}
