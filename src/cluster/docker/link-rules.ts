// The firewall rules of a cut, as scripts for a node's network namespace: one chain a cut, so that cuts compose and
// heal alone. Only the filter table is touched: Docker's DNS lives in nat.

/** Packets dropped by one rule. */
export interface Counter {
  readonly chain: string;
  readonly source: string;
  readonly packets: number;
}

/** The chain of the cut with this number. */
export const chainOf = (cut: number): string => `FAULTLINE-${String(cut)}`;

/** Drops what comes from `sources`, established connections included. */
export const dropFrom = (chain: string, sources: readonly string[]): string =>
  restore([
    `:${chain} - [0:0]`,
    ...sources.map((source) => `-A ${chain} -s ${source} -j DROP`),
    `-A INPUT -j ${chain}`,
  ]);

/** Drops what goes to `destination`: holds while the receiver's own rules are not yet there. */
export const dropTo = (chain: string, destination: string): string =>
  restore([`:${chain} - [0:0]`, `-A ${chain} -d ${destination} -j DROP`, `-A OUTPUT -j ${chain}`]);

/** Prints the filter table with the counters of all chains. */
export const READ_COUNTERS = "iptables-save -c -t filter";

/** Prints the counters a last time and takes the chain out of `hook`; does nothing where it is not there. */
export const removeChain = (chain: string, hook: "INPUT" | "OUTPUT"): string =>
  `table=$(${READ_COUNTERS})
printf '%s\\n' "$table"
case $table in *":${chain} "*)
${restore([`-D ${hook} -j ${chain}`, `-F ${chain}`, `-X ${chain}`])}
esac`;

/** The same for a person to type. */
export const removeByHand = (chain: string, hook: "INPUT" | "OUTPUT"): string =>
  [`-D ${hook} -j`, "-F", "-X"].map((command) => `iptables -w ${command} ${chain}`).join("; ");

/** Succeeds where the chain is gone. */
export const chainIsGone = (chain: string): string => `! iptables -w -S ${chain} >/dev/null 2>&1`;

// One transaction; without a pipe into it iptables-restore would read nothing and succeed.
const restore = (lines: readonly string[]): string =>
  `printf '%s\\n' '*filter' ${lines.map((line) => `'${line}'`).join(" ")} COMMIT | iptables-restore -n -w`;

/** Reads what `READ_COUNTERS` printed: `[12:720] -A FAULTLINE-1 -s 10.208.1.12/32 -j DROP`. */
export function parseCounters(output: string): readonly Counter[] {
  const rule = /^\[(\d+):\d+\] -A (FAULTLINE-\S+) -s ([\d.]+)(?:\/32)? -j DROP$/gm;
  return [...output.matchAll(rule)].map(([, packets, chain = "", source = ""]) => ({
    chain,
    source,
    packets: Number(packets),
  }));
}
