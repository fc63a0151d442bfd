// How to run this again: the command, ready to copy, and what made the run repeatable.
import { useState } from "preact/hooks";
import type { Plan } from "../../core/plan.ts";

export const Reproduce = ({ plan }: { readonly plan: Plan }) => (
  <section class="reproduce" id="reproduce" aria-labelledby="reproduce-title">
    <h2 id="reproduce-title">How to reproduce</h2>
    <div class="command">
      <pre id="replay" tabIndex={0}>
        <code>{plan.replay}</code>
      </pre>
      <CopyButton text={plan.replay} />
    </div>
    <p class="fine">
      Seed {plan.seed} gives the same operations and the same fault schedule again (digest{" "}
      <code>{plan.digest.slice(0, 12)}</code>); how the system answers is up to the system.
    </p>
  </section>
);

function CopyButton({ text }: { readonly text: string }) {
  const [said, setSaid] = useState("Copy");
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setSaid("Copied"),
      () => {
        // A browser that forbids the clipboard still lets people copy what is selected.
        getSelection()?.selectAllChildren(document.getElementById("replay") ?? document.body);
        setSaid("Selected: press Ctrl+C");
      },
    );
  };
  return (
    <button type="button" onClick={copy} aria-live="polite">
      {said}
    </button>
  );
}
