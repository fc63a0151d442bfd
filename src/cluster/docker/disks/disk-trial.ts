// How it is found out whether an engine's host can give nodes disks of their own: a script for the agent that tries.
import { FUNCTIONS } from "../beside-node.ts";
import { formatScript } from "./format.ts";

/** An image on a loop device, mounted, cut off and mounted again. */
export const DISK_TRIAL = {
  script: `set -e
cd "$(mktemp -d)"
truncate -s 64M image
${formatScript("image")}
faultline-hold-loop image >loop 2>&1 </dev/null &
holder=$!
trap 'umount mount 2>/dev/null || true; kill -9 $holder || true; rm -rf "$PWD"' EXIT
until [ -s loop ] || ! kill -0 $holder; do sleep 0.01; done
mkdir mount
for times in 1 2; do
  mount -t ext4 "/dev/loop$(cat loop)" mount || { cat loop; exit 1; }
  faultline-try-write mount 4096 | grep ok
  faultline-shutdown-fs mount
  faultline-try-write mount 4096 | grep EIO
  umount mount
done`,
  by: "an ext4 image on a loop device for each data directory",
  what: "an ext4 image on a loop device cannot be mounted in the agent",
  hint: "The host's kernel needs loop devices and ext4, and the engine must grant SYS_ADMIN and MKNOD.",
};

/** A throttle on a loop device that has nothing attached, in a cgroup of the agent's own. */
export const THROTTLE_TRIAL = {
  script: `${FUNCTIONS}
v1=$(cgroup $$ blkio)/blkio.throttle.write_bps_device
v2=$(cgroup $$ io)/io.max
[ -e /dev/loop0 ] || mknod /dev/loop0 b 7 0
if [ -e "$v1" ]; then echo "7:0 1000000" >"$v1" && grep -q "^7:0 " "$v1"; status=$?; echo "7:0 0" >"$v1"
else echo "7:0 wbps=1000000" >"$v2" && grep -q "^7:0 " "$v2"; status=$?; echo "7:0 wbps=max" >"$v2"; fi
exit $status`,
  by: "a throttle of the loop device in the node's cgroup",
  what: "the kernel does not throttle devices for a cgroup",
  hint: "It needs the blkio controller (cgroup v1) or io (v2) and CONFIG_BLK_DEV_THROTTLING.",
};
