// What the world does to a virtual cluster: the network it has, and faults one after another, decided by the seed.
import type { Random } from "../../../src/core/random.ts";
import type { Timing } from "../../../src/systems/raft-demo/state.ts";
import type { VirtualCluster } from "./virtual-cluster.ts";

type Fault = (cluster: VirtualCluster, random: Random, weather: Weather) => void;

/** How rough the world is. */
export interface Weather {
  readonly nodes: number;
  readonly timing: Timing;
  /** Of an exponential distribution. */
  readonly meanLatencyMs: number;
  readonly loss: number;
  readonly duplicate: number;
  /** Mean time between two faults. */
  readonly faultEveryMs: number;
  /** How long a crashed node is down, at most. */
  readonly downMs: number;
  /** One of these each time. */
  readonly faults: readonly Fault[];
}

const crashOne: Fault = (cluster, random, weather) => {
  crash(cluster, random.pick(cluster.ids), random.float() * weather.downMs);
};

const crashMany: Fault = (cluster, random, weather) => {
  const count = random.int(1, cluster.ids.length);
  for (const id of random.shuffle(cluster.ids).slice(0, count))
    crash(cluster, id, random.float() * weather.downMs);
};

/** A random minority aside, or the leader alone. */
const split: Fault = (cluster, random) => {
  const leader = leaderOf(cluster);
  const order = random.shuffle(cluster.ids);
  const size = random.int(1, Math.floor(order.length / 2));
  const aside = leader !== undefined && random.chance(0.5) ? [leader] : order.slice(0, size);
  cluster.split([aside, cluster.ids.filter((id) => !aside.includes(id))]);
};

const heal: Fault = (cluster) => {
  cluster.heal();
};

const BLINKS = 30;
const BLINK_EVERY_MS = 12;

/** The leader crashes and is back at once, over and over for an election: it votes, and may forget that it did. */
const blink: Fault = (cluster, random, weather) => {
  const id = leaderOf(cluster) ?? random.pick(cluster.ids);
  for (let count = 0; count < BLINKS; count++) {
    cluster.after(count * BLINK_EVERY_MS, () => {
      crash(cluster, id, random.float() * weather.downMs);
    });
  }
};

function crash(cluster: VirtualCluster, id: string, downMs: number): void {
  cluster.crash(id);
  cluster.after(downMs, () => {
    cluster.start(id);
  });
}

const leaderOf = (cluster: VirtualCluster): string | undefined => cluster.leaders()[0]?.id;

const TIMING: Timing = { heartbeatMs: 50, electionMinMs: 150, electionMaxMs: 300, forwardMs: 500 };

export const WEATHERS = {
  /** Crashes and partitions of any length, a network that loses, doubles and reorders a little. */
  stormy: {
    nodes: 5,
    timing: TIMING,
    meanLatencyMs: 5,
    loss: 0.01,
    duplicate: 0.01,
    faultEveryMs: 400,
    downMs: 400,
    faults: [crashOne, crashOne, crashMany, split, split, heal],
  },
  /** Elections that last about as long as a message: candidates meet, and nodes crash between two votes. */
  contested: {
    nodes: 3,
    timing: { ...TIMING, electionMaxMs: 190 },
    meanLatencyMs: 30,
    loss: 0.02,
    duplicate: 0.02,
    faultEveryMs: 300,
    downMs: 30,
    faults: [crashOne, crashOne, crashMany, split, split, heal],
  },
  /** Candidates that meet, and a voter that is away for less time than a vote takes to come. */
  blinking: {
    nodes: 3,
    timing: { ...TIMING, electionMaxMs: 170 },
    meanLatencyMs: 20,
    loss: 0.01,
    duplicate: 0.01,
    faultEveryMs: 800,
    downMs: 4,
    faults: [blink],
  },
} satisfies Record<string, Weather>;

/** Faults until `untilMs`. */
export function strike(cluster: VirtualCluster, weather: Weather, untilMs: number): void {
  const random = cluster.random.fork("faults");
  const next = (): void => {
    cluster.after(2 * random.float() * weather.faultEveryMs, () => {
      if (cluster.nowMs >= untilMs) return;
      random.pick<Fault>(weather.faults)(cluster, random, weather);
      next();
    });
  };
  next();
}
