// The embedded scenarios: a first look at Faultline that needs neither Docker nor root.
import { defineSuite } from "faultline";
import register from "./raft-demo/register.scenario.ts";
import staleReads from "./raft-demo/stale-reads.scenario.ts";

export default defineSuite("smoke", [register, staleReads]);
