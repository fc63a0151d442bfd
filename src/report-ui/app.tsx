// The page as a whole: what stands on it and in which order. Draws nothing itself.
import { useEffect, useMemo } from "preact/hooks";
import { followAddress, followKeys } from "./axis-keys.ts";
import type { Report } from "./read-payload.ts";
import { Charts } from "./sections/charts.tsx";
import { Checkers } from "./sections/checkers.tsx";
import { Faults } from "./sections/faults.tsx";
import { Findings } from "./sections/findings.tsx";
import { Headline } from "./sections/headline.tsx";
import { Logs } from "./sections/logs.tsx";
import { NextSteps } from "./sections/next-steps.tsx";
import { RunDetails } from "./sections/run-details.tsx";
import { createTimeAxis } from "./time-axis.ts";

export function App({ report }: { readonly report: Report }) {
  const { header } = report;
  const axis = useMemo(() => createTimeAxis({ from: 0, to: header.spanSeconds }), [header]);
  useEffect(() => followKeys(axis), [axis]);
  useEffect(() => followAddress(axis), [axis]);
  return (
    <>
      <Headline header={header} />
      <main>
        <Findings header={header} axis={axis} />
        <NextSteps header={header} />
        <Checkers header={header} />
        <Charts report={report} axis={axis} />
        <Faults header={header} axis={axis} />
        <Logs header={header} axis={axis} />
        <RunDetails header={header} />
      </main>
    </>
  );
}
