// The colours of the page as canvases need them. They live in the style sheet; here they are only read.
import type { OutcomeName } from "../../report/payload-format.ts";

export interface Palette {
  readonly outcome: Readonly<Record<OutcomeName, string>>;
  readonly fault: string;
  readonly faultEdge: string;
  readonly ink: string;
  readonly quiet: string;
  readonly grid: string;
  readonly paper: string;
}

/** As the theme of the moment has them. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  return {
    outcome: { ok: color("--ok"), fail: color("--fail"), info: color("--info") },
    fault: color("--fault"),
    faultEdge: color("--fault-edge"),
    ink: color("--ink"),
    quiet: color("--quiet"),
    grid: color("--grid"),
    paper: color("--card"),
  };
}

export const FONT = '12px system-ui, -apple-system, "Segoe UI", sans-serif';
