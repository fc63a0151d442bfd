// How the file system of a node's disk is made, by a script for the agent. Pure text.

/** An empty file system without reserved blocks, whose small journal leaves little to copy. */
export const formatScript = (target: string): string =>
  `mkfs.ext4 -q -F -m 0 -J size=16 -e continue \\
  -E assume_storage_prezeroed=1,nodiscard ${target} && debugfs -w -R "rmdir lost+found" ${target} 2>/dev/null`;
