// `faultline report`: writes the HTML report of a stored run again, with today's code.
import { join } from "node:path";
import { writeReport } from "../../report/html.ts";
import { FILES } from "../../store/layout.ts";
import { readRun } from "../../store/read-run.ts";

export interface ReportFlags {
  readonly json?: true;
}

export async function report(directory: string, flags: ReportFlags): Promise<void> {
  const path = join(directory, FILES.report);
  await writeReport(await readRun(directory), path);
  process.stdout.write(
    flags.json === true ? `${JSON.stringify({ type: "report", path })}\n` : `${path}\n`,
  );
}
