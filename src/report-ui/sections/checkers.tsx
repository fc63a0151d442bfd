// The table of checkers: what each says, and the numbers behind it.
import type { CheckerRow, PayloadHeader } from "../../report/payload-format.ts";
import { statsOf } from "../../report/stat-text.ts";
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
        <table class="checkers">
          <thead>
            <tr>
              <th scope="col">Checker</th>
              <th scope="col">Verdict</th>
              <th scope="col">Says</th>
            </tr>
          </thead>
          <tbody>
            {checkers.map((row, position) => (
              <tr key={position}>
                <th scope="row">{row.checker}</th>
                <td>
                  <VerdictMark verdict={row.verdict} />
                </td>
                <td>
                  {row.text === "" ? null : <p class="says">{saysOf(row)}</p>}
                  <p class="stats">
                    {statsOf(row.stats).map(({ name, value }) => (
                      <span key={name}>
                        {name} <b>{value}</b>
                      </span>
                    ))}
                  </p>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

const saysOf = ({ reason, text }: CheckerRow): string =>
  reason === null ? text : `${reason}: ${text}`;
