// Moves the time axis by keys, and keeps its window in the page's address so that a link shows the same.
import type { TimeAxis } from "./time-axis.ts";

const STEP = 0.25;
const CLOSER = 0.5;

const ACTIONS: Readonly<Record<string, (axis: TimeAxis) => void>> = {
  "+": (axis) => axis.zoom(CLOSER),
  "=": (axis) => axis.zoom(CLOSER),
  "-": (axis) => axis.zoom(1 / CLOSER),
  "0": (axis) => axis.reset(),
  ArrowLeft: (axis) => axis.pan(-STEP),
  ArrowRight: (axis) => axis.pan(STEP),
};

/** Returns what ends it. Keys typed into a field, or with a modifier, are left alone. */
export function followKeys(axis: TimeAxis): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
    const action = ACTIONS[event.key];
    if (action === undefined) return;
    if (event.key.startsWith("Arrow") && !axis.isZoomed()) return;
    event.preventDefault();
    action(axis);
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("input, select, textarea, [role=region]") !== null;

/** `#t=12.5-18` */
const HASH = /^#t=(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/;

/** Takes the window from the address, and writes it there from then on. Returns what ends it. */
export function followAddress(axis: TimeAxis): () => void {
  const read = (): void => {
    const [, from, to] = HASH.exec(location.hash) ?? [];
    if (from !== undefined && to !== undefined) axis.show({ from: Number(from), to: Number(to) });
  };
  read();
  window.addEventListener("hashchange", read);
  const stop = axis.subscribe(() => {
    const { from, to } = axis.current();
    const hash = axis.isZoomed() ? `#t=${from.toFixed(4)}-${to.toFixed(4)}` : "#";
    history.replaceState(null, "", hash);
  });
  return () => {
    stop();
    window.removeEventListener("hashchange", read);
  };
}
