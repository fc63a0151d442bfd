// The table of checkers: what each says, and the numbers behind it.
import type { CheckerRow, PayloadHeader } from "../../report/payload-format.ts";
import { countText } from "../words.ts";
import { Section } from "./section.tsx";
import { VerdictMark } from "./verdict-mark.tsx";

export function Checkers({ header }: { readonly header: PayloadHeader }) {
  const { checkers } = header;
  if (checkers.length === 0)
    return (
      <Section id="checkers" title="Checkers">
        <p class="empty">No checker has looked at this run.</p>
      </Section>
    );
  return (
    <Section id="checkers" title="Checkers">
      <div class="scroll" tabIndex={0} role="region" aria-label="Checkers">
        <table>
          <thead>
            <tr>
              <th scope="col">Checker</th>
              <th scope="col">Verdict</th>
              <th scope="col">Says</th>
              <th scope="col">Numbers</th>
            </tr>
          </thead>
          <tbody>
            {checkers.map((row, position) => (
              <tr key={position}>
                <th scope="row">{row.checker}</th>
                <td>
                  <VerdictMark verdict={row.verdict} />
                </td>
                <td>{saysOf(row)}</td>
                <td class="stats">
                  {Object.entries(row.stats).map(([name, value]) => (
                    <span key={name}>
                      {spaced(name)} <b>{countText(value)}</b>
                    </span>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

const saysOf = ({ verdict, reason, text }: CheckerRow): string =>
  verdict === "valid" ? "no anomaly found" : reason === null ? text : `${reason}: ${text}`;

/** `statesExplored` → "states explored". */
const spaced = (name: string): string =>
  name.replace(
    /([a-z0-9])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
