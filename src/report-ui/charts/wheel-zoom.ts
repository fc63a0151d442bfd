// The wheel over a chart comes closer or goes away, but never stops a page that is being scrolled past it.
import type uPlot from "uplot";
import type { TimeAxis } from "../time-axis.ts";

/** A wheel turned within this long of the page moving belongs to the page. */
const SCROLLING_MS = 300;
const FACTOR_PER_PX = 0.002;
const WIDEST_FACTOR = 1.5;

/** Returns what ends it. */
export function followWheel(chart: uPlot, axis: TimeAxis): () => void {
  let scrolledAt = Number.NEGATIVE_INFINITY;
  const onScroll = (event: Event): void => {
    scrolledAt = event.timeStamp;
  };
  const onWheel = (event: WheelEvent): void => {
    const leaving = event.deltaY > 0 && !axis.isZoomed();
    if (leaving || event.timeStamp - scrolledAt < SCROLLING_MS) return;
    event.preventDefault();
    const factor = Math.exp(event.deltaY * FACTOR_PER_PX);
    const left = event.clientX - chart.over.getBoundingClientRect().left;
    axis.zoom(
      Math.min(WIDEST_FACTOR, Math.max(1 / WIDEST_FACTOR, factor)),
      chart.posToVal(left, "x"),
    );
  };
  document.addEventListener("scroll", onScroll, { passive: true });
  chart.over.addEventListener("wheel", onWheel, { passive: false });
  return () => {
    document.removeEventListener("scroll", onScroll);
    chart.over.removeEventListener("wheel", onWheel);
  };
}
