// How it is found out whether an engine can take resources away and falsify names: scripts for the agent, which try it
// on itself, on processes and in namespaces of its own. Each succeeds where the capability is there.
import { FUNCTIONS } from "./beside-node.ts";
import { chainOf, isSetRight, misdirect, setRight } from "./false-names.ts";

/** A try, and what to say of it. */
export interface Trial {
  readonly script: string;
  /** By which mechanism, where it succeeds. */
  readonly by: string;
  readonly what: string;
  readonly hint: string;
}

const CGROUP_HINT =
  "The engine's host needs cgroups with the controllers cpu, cpuset, memory and blkio or io, writable for containers that mount /sys/fs/cgroup.";

export const CPU_TRIAL: Trial = {
  script: `${FUNCTIONS}
d=$(cgroup self cpu)
[ -e "$d/cpu.cfs_quota_us" ] || [ -e "$d/cpu.max" ] || { echo "no quota in $d"; exit 1; }
grep -q nr_throttled "$d/cpu.stat"`,
  by: "the engine's CPU quota, throttling counted by the cgroup",
  what: "the cpu controller is not there",
  hint: CGROUP_HINT,
};

// Writing a limit back as it was read changes nothing, and is refused where the real thing would be.
export const MEMORY_TRIAL: Trial = {
  script: `${FUNCTIONS}
d=$(cgroup self memory)
f=$d/memory.max
[ -e "$d/memory.limit_in_bytes" ] && f=$d/memory.limit_in_bytes
cat "$f" >"$f" || exit 1
sleep 10 & p=$!
echo 1000 >"/proc/$p/oom_score_adj" || exit 1
kill $p`,
  by: "a limit of the cgroup and the kernel's out-of-memory killer",
  what: "memory cannot be limited",
  hint: CGROUP_HINT,
};

export const STRESS_TRIAL: Trial = {
  script: `${FUNCTIONS}
sleep 10 & p=$!
r=/run/faultline-stress-trial-$p
stress=$( (join $p cpu cpuacct cpuset blkio && exec faultline-stress cpu 1 $p $r) 2>&1) || { echo "$stress"; exit 1; }
i=0
while [ $i -lt 100 ] && ! grep -q '[1-9].* ' $r; do sleep 0.02; i=$((i + 1)); done
kill $p
grep -q '[1-9].* ' $r`,
  by: "a program in the node's cgroups, its work counted by the kernel",
  what: "stress cannot be put beside a process",
  hint: CGROUP_HINT,
};

// Of another user, too: touching those takes a change of user where root lacks SYS_RESOURCE.
export const DESCRIPTORS_TRIAL: Trial = {
  script: `sleep 10 & p=$!
setpriv --reuid 65534 --regid 65534 --clear-groups sleep 10 & q=$!
i=0
while [ $i -lt 100 ] && ! grep -q '^Uid:.65534' /proc/$q/status; do sleep 0.02; i=$((i + 1)); done
out=$(faultline-descriptors exhaust $p $q)
kill $p $q
[ "$(echo "$out" | grep -cE '^[0-9]+ [0-9]+ [0-9]+$')" = 2 ] || { echo "$out"; exit 1; }`,
  by: "prlimit on each of the node's processes",
  what: "limits of open files cannot be changed",
  hint: "The engine must grant SETUID, SETGID and SYS_PTRACE to the agent, as it does by default.",
};

export const NAMES_TRIAL: Trial = {
  script: `unshare -n sh <<'@trial'
set -e
${misdirect(chainOf(0), "5353")}
iptables -w -t nat -S ${chainOf(0)} | grep -q 127.0.0.12:5353
${setRight(chainOf(0))}
${isSetRight(chainOf(0))}
@trial`,
  by: "a name server in the node's network namespace, and DNAT to it",
  what: "queries cannot be redirected",
  hint: "The host's kernel needs nf_nat, and the engine must grant SYS_ADMIN and NET_ADMIN.",
};
