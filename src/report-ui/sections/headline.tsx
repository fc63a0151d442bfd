// The top of the page: the verdict in one word, what it means in one sentence, and the run in numbers.
import type { PayloadHeader } from "../../report/payload-format.ts";
import { Reproduce } from "./reproduce.tsx";
import { countText, plural } from "../words.ts";

const SYMBOL = { good: "✓", bad: "✗", unsure: "?" } as const;

export function Headline({ header }: { readonly header: PayloadHeader }) {
  const { headline, plan } = header;
  return (
    <header class={`top ${headline.tone}`}>
      <div class="top-inner">
        <p class="eyebrow">
          <span class="brand">Faultline</span> {plan.scenario}
        </p>
        <h1>
          <span class="badge" aria-hidden="true">
            {SYMBOL[headline.tone]}
          </span>
          {sentenceCase(headline.word)}
        </h1>
        <p class="lead">{headline.sentence}</p>
        {plan.description === "" ? null : <p class="about">{plan.description}</p>}
        <Numbers header={header} />
        <Reproduce plan={header.plan} />
      </div>
    </header>
  );
}

/** "INVALID, AS EXPECTED" shouts in a terminal's line and would on a page. */
const sentenceCase = (word: string): string =>
  word
    .split(" · ")
    .map((part) => part.charAt(0) + part.slice(1).toLowerCase())
    .join(" · ");

function Numbers({ header }: { readonly header: PayloadHeader }) {
  const { counts, faults, plan, spanSeconds } = header;
  const bit = faults.filter((fault) => fault.evidence.seen).length;
  const numbers: readonly (readonly [string, string])[] = [
    ["ok", countText(counts.ok)],
    ["fail", countText(counts.fail)],
    ["info", countText(counts.info)],
    ["faults that bit", `${String(bit)} of ${String(faults.length)}`],
    [
      "recorded",
      counts.ok + counts.fail + counts.info === 0 ? "nothing" : `${spanSeconds.toFixed(1)} s`,
    ],
    ["system", `${plan.system.name}, ${plural(plan.nodes.length, "node")}`],
    ["back end", plan.backend],
    ["seed", String(plan.seed)],
  ];
  return (
    <dl class="numbers">
      {numbers.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
