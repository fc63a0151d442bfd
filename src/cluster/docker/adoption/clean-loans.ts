// Gives back what dead runs had adopted, by the word of their journals. Knows nothing of what they made.
import { Agent } from "../agent.ts";
import type { Engine } from "../engine.ts";
import { thisHarness } from "../harness-process.ts";
import { agentImage, ensureImage } from "../images.ts";
import { labelsOf } from "../labels.ts";
import { composeOf } from "./compose.ts";
import { giveBack } from "./give-back.ts";
import type { Loan } from "./loans.ts";

/** Returns what it put back, in words. To be called when no agent of these runs lives that could put a fault in place. */
export async function cleanLoans(
  engine: Engine,
  loans: readonly Loan[],
): Promise<readonly string[]> {
  const words: string[] = [];
  for (const { run, adopted, composed } of loans) {
    if (adopted.length > 0) {
      const { ref, folder } = await agentImage();
      await ensureImage(engine, ref, folder, () => undefined);
      const harness = thisHarness();
      const name = `faultline-clean-${String(harness.pid)}`;
      await using agent = await Agent.start(engine, name, labelsOf(run, harness));
      words.push(...(await giveBack(engine, agent, adopted)));
    }
    for (const { file, undo } of composed) await (await composeOf(file)).undo(undo);
  }
  return words;
}
