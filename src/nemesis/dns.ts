// The faults of names under one name, as scenarios spell them: dns.wrongAddress(…), dns.unknown(…), dns.slow(…), dns.stale(…).
import { dnsSlow } from "./dns-slow.ts";
import { dnsStale } from "./dns-stale.ts";
import { dnsUnknown } from "./dns-unknown.ts";
import { dnsWrongAddress } from "./dns-wrong-address.ts";

/** What nodes are told when they look each other up; they matter to systems whose nodes know each other by name. */
export const dns = {
  wrongAddress: dnsWrongAddress,
  unknown: dnsUnknown,
  slow: dnsSlow,
  stale: dnsStale,
};
