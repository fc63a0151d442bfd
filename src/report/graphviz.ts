// Graphviz, loaded when the first graph is drawn: a graph of boxes and labelled arrows in, an SVG element as text out. Knows nothing of
// what it draws.

export interface Graph {
  readonly nodes: readonly { readonly name: string; readonly lines: readonly string[] }[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly label: string;
  }[];
}

/** Draws a graph; throws where that is not possible. Colours are left to the style sheet: an edge's class is its label. */
export type Draw = (graph: Graph) => string;

/** Graphviz knows how wide it is, and all fonts of one width are about as wide. */
const FONT = { fontname: "Courier", fontsize: 11 };

/** Rejects where the engine cannot be loaded. */
export async function loadGraphviz(): Promise<Draw> {
  const { instance } = await import("@viz-js/viz");
  const viz = await instance();
  return ({ nodes, edges }) => {
    const svg = viz.renderString(
      {
        graphAttributes: { rankdir: "LR", bgcolor: "transparent", nodesep: 0.4 },
        nodeAttributes: { ...FONT, shape: "box", style: "rounded" },
        edgeAttributes: FONT,
        nodes: nodes.map(({ name, lines }) => ({
          name,
          attributes: { label: lines.map((line) => `${plain(line)}\\l`).join("") },
        })),
        edges: edges.map(({ from, to, label }) => ({
          tail: from,
          head: to,
          attributes: { label: plain(label), class: label },
        })),
      },
      { format: "svg", engine: "dot" },
    );
    // Several drawings stand on one page, where ids must be unique.
    return svg.slice(svg.indexOf("<svg")).replaceAll(/ id="[^"]*"/g, "");
  };
}

/** Graphviz reads backslashes in labels as escapes. */
const plain = (text: string): string => text.replaceAll("\\", "\\\\");
