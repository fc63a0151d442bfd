// What to do about the verdict: a few sentences, chosen by how the run ended.
import type { PayloadHeader } from "../../report/payload-format.ts";
import { Section } from "./section.tsx";
import { Ticked } from "./ticked.tsx";

export function NextSteps({ header }: { readonly header: PayloadHeader }) {
  const steps = stepsOf(header);
  if (steps.length === 0) return null;
  return (
    <Section id="next" title="What next">
      <ul class="next">
        {steps.map((step) => (
          <li key={step}>
            <Ticked text={step} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** None where all is as expected. */
function stepsOf(header: PayloadHeader): readonly string[] {
  const { headline, manifest, checkers, findings, counts } = header;
  if (headline.tone === "good") return [];
  if (findings.length > 0) return afterFinding(findings[0]?.kind ?? "");
  if (manifest.status !== "done")
    return counts.ok + counts.fail + counts.info === 0
      ? ["Mend what stopped it, and run it again with the command above."]
      : ["Run it again, to its end, with the command above.", JUDGE_AGAIN];
  if (!checkers.some((row) => row.verdict === "unknown"))
    return [
      "The bug that the scenario expects did not show. Run it longer, or with other seeds: leave out `--seed`.",
      'Was it mended? Then the scenario\'s `expect` becomes `"valid"`.',
    ];
  const short = checkers.some(({ reason }) => reason === "timeout" || reason === "memory");
  return short
    ? [`${JUDGE_AGAIN} Give it more of both: \`--time-limit 600 --memory 8192\`.`]
    : ["Change what the findings name, and run it again with the command above."];
}

const JUDGE_AGAIN =
  "`npx faultline check` on the run directory judges what was recorded once more, without a cluster.";

const afterFinding = (kind: string): readonly string[] => [
  "Run it again with the command above, then with other seeds: leave out `--seed`. Found every time: suspect the system. Found once: keep the run directory, for its history is the proof.",
  "Look at the client before you blame the system: one that retries, or that takes a time-out for a failure, makes anomalies of its own.",
  `Known and not yet mended? Keep it as a scenario with \`expect: { invalid: ["${kind}"] }\`, which must find it from then on.`,
];
