// IPv4 subnets as numbers: which of the harness's own are free beside the networks and routes that there are. Pure.

/** A range of addresses, both ends included. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
}

/** The harness's networks are /24s of 10.208.0.0/12: 4,096 of them. */
const BASE = 10 * 2 ** 24 + 208 * 2 ** 16;
const SUBNETS = 4096;
const SUBNET_SIZE = 256;
const FIRST_NODE = 11;

/** How many nodes a subnet has addresses for. */
export const MAX_NODES = SUBNET_SIZE - FIRST_NODE - 1;

/** The range of `10.1.2.0/24`; null for anything else (IPv6, malformed). */
export function parseCidr(cidr: string): AddressRange | null {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr);
  if (match === null) return null;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
  const size = 2 ** (32 - bits);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

/** Ranges of the kernel's routing table, as `/proc/net/route` prints it (proc(5)); the default route is none. */
export function parseRoutes(table: string): readonly AddressRange[] {
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"))
    .filter((columns) => columns.length > 7 && columns[7] !== "00000000")
    .map((columns) => {
      const size = 2 ** 32 - littleEndian(columns[7] ?? "");
      const first = littleEndian(columns[1] ?? "");
      return { first, last: first + size - 1 };
    });
}

const littleEndian = (hex: string): number => Buffer.from(hex, "hex").readUInt32LE(0);

/** Free subnets in CIDR notation, from the one at `start` on, wrapping around. */
export function* freeSubnets(start: number, taken: readonly AddressRange[]): Generator<string> {
  for (let i = 0; i < SUBNETS; i++) {
    const first = BASE + ((start + i) % SUBNETS) * SUBNET_SIZE;
    const last = first + SUBNET_SIZE - 1;
    if (taken.every((range) => range.last < first || range.first > last)) {
      yield `${formatAddress(first)}/24`;
    }
  }
}

/** The address of the node at `index`. */
export function nodeAddress(subnet: string, index: number): string {
  const range = parseCidr(subnet);
  return formatAddress((range?.first ?? 0) + FIRST_NODE + index);
}

/** The address that a bridge takes in its subnet, and that traffic from published ports comes from. */
export const gatewayOf = (subnet: string): string =>
  formatAddress((parseCidr(subnet)?.first ?? 0) + 1);

const formatAddress = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
