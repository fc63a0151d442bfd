// What the command line knows of the terminal it writes to.

const DEFAULT_WIDTH = 100;

export interface Terminal {
  readonly color: boolean;
  readonly tty: boolean;
  readonly width: number;
  readonly write: (text: string) => void;
}

/** Colours only for people: NO_COLOR and CI are honoured, FORCE_COLOR wins. */
export function terminal(): Terminal {
  const { NO_COLOR, FORCE_COLOR, CI } = process.env;
  const tty = process.stdout.isTTY && (CI === undefined || CI === "" || CI === "false");
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== "0";
  return {
    tty,
    color: forced || (tty && (NO_COLOR === undefined || NO_COLOR === "")),
    width: process.stdout.isTTY ? process.stdout.columns : DEFAULT_WIDTH,
    write: (text) => process.stdout.write(text),
  };
}
