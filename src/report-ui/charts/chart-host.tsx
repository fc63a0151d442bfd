// The place of a chart on the page: mounts it, and takes it away again.
import { useEffect, useRef } from "preact/hooks";
import { type ChartContext, type ChartSpec, mountChart } from "./mount-chart.ts";

interface ChartHostProps {
  /** What a reader who cannot see it is told. */
  readonly label: string;
  readonly spec: ChartSpec;
  readonly context: ChartContext;
  /** A new value draws it again. */
  readonly version: unknown;
}

export function ChartHost({ label, spec, context, version }: ChartHostProps) {
  const host = useRef<HTMLDivElement>(null);
  const redraw = useRef<() => void>(() => undefined);
  useEffect(() => {
    if (host.current === null) return;
    const mounted = mountChart(host.current, spec, context);
    redraw.current = () => mounted.redraw();
    return () => mounted.destroy();
  }, [spec, context]);
  useEffect(() => redraw.current(), [version]);
  return (
    <div ref={host} class="chart" role="img" aria-label={label} style={{ height: spec.height }} />
  );
}
