// The one window of time that charts, logs and tables share: who moves it tells everybody.
import { useEffect, useState } from "preact/hooks";

/** Seconds since the run's start. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

export interface TimeAxis {
  readonly full: TimeWindow;
  current(): TimeWindow;
  /** Kept within the run and no narrower than a millisecond. */
  show(window: TimeWindow): void;
  /** `factor` below 1 comes closer; `around` stays where it is, by default the middle. */
  zoom(factor: number, around?: number): void;
  /** By a share of the window. */
  pan(share: number): void;
  reset(): void;
  isZoomed(): boolean;
  /** Returns what ends the subscription. */
  subscribe(listener: () => void): () => void;
}

const NARROWEST_SECONDS = 0.001;

export function createTimeAxis(full: TimeWindow): TimeAxis {
  let now = full;
  const listeners = new Set<() => void>();
  const show = (wanted: TimeWindow): void => {
    const next = within(full, wanted);
    if (next.from === now.from && next.to === now.to) return;
    now = next;
    for (const listener of listeners) listener();
  };
  return {
    full,
    current: () => now,
    show,
    zoom(factor, around = (now.from + now.to) / 2) {
      show({
        from: around - (around - now.from) * factor,
        to: around + (now.to - around) * factor,
      });
    },
    pan(share) {
      const width = now.to - now.from;
      const by = Math.max(full.from - now.from, Math.min(full.to - now.to, share * width));
      show({ from: now.from + by, to: now.to + by });
    },
    reset: () => show(full),
    isZoomed: () => now.from > full.from || now.to < full.to,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function within(full: TimeWindow, { from, to }: TimeWindow): TimeWindow {
  const left = Math.max(full.from, Math.min(from, to));
  const right = Math.min(full.to, Math.max(from, to));
  if (right - left >= NARROWEST_SECONDS) return { from: left, to: right };
  const middle = Math.max(full.from, Math.min(full.to, (from + to) / 2));
  const start = Math.max(
    full.from,
    Math.min(full.to - NARROWEST_SECONDS, middle - NARROWEST_SECONDS / 2),
  );
  return { from: start, to: start + NARROWEST_SECONDS };
}

/** The window, kept up to date in a component. */
export function useTimeWindow(axis: TimeAxis): TimeWindow {
  const [window, setWindow] = useState(axis.current());
  useEffect(() => axis.subscribe(() => setWindow(axis.current())), [axis]);
  return window;
}
