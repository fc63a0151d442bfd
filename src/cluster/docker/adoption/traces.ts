// What faults leave in a container that outlives them: rules and queues in its network, tools beside its processes. One script looks
// for it or takes it out, in the container's network namespace, and prints a line of each. Pure text.

/** What the script is to do; both print the same lines. */
export type Wish = "find" | "remove";

/** For the agent, in the network namespace of a container: prints what of the harness's is there. */
export const tracesScript = (containerId: string, wish: Wish): string => `
for table in filter nat mangle raw; do
  rules=$(iptables-save -t $table 2>/dev/null) || continue
  chains=$(printf '%s\\n' "$rules" | sed -n 's/^:\\(FAULTLINE[^ ]*\\) .*/\\1/p')
  for chain in $chains; do echo "chain $chain in table $table"; done
  jumps=$(printf '%s\\n' "$rules" | sed -n '/^-A FAULTLINE/d; s/^-A \\(.*FAULTLINE.*\\)$/-D \\1/p')
  [ -n "$chains$jumps" ] && [ ${wish} = remove ] || continue
  { echo "*$table"
    [ -z "$jumps" ] || printf '%s\\n' "$jumps"
    for chain in $chains; do echo "-F $chain"; done
    for chain in $chains; do echo "-X $chain"; done
    echo COMMIT; } | iptables-restore -n -w
done
for device in $(ls /sys/class/net); do
  case $(tc qdisc show dev "$device" 2>/dev/null) in *"qdisc htb f"???": root"*) ;; *) continue ;; esac
  echo "qdisc of $device"
  [ ${wish} = find ] || tc qdisc del dev "$device" root
done
for directory in /proc/[0-9]*; do
  { read -r name <"$directory/comm"; } 2>/dev/null || continue
  case $name in faultline-*) ;; *) continue ;; esac
  grep -q ${containerId} "$directory/cgroup" 2>/dev/null || continue
  echo "process $name"
  [ ${wish} = find ] || kill -KILL "\${directory#/proc/}"
done
exit 0`;

/** For the agent: ends its tools that keep clocks wrong, new processes' among them. */
export const END_CLOCK_TOOLS = `for directory in /proc/[0-9]*; do
  { read -r name <"$directory/comm"; } 2>/dev/null || continue
  [ "$name" = faultline-vdso ] || continue
  cmp -s "$directory/cgroup" /proc/self/cgroup && kill -KILL "\${directory#/proc/}"
done
true`;
