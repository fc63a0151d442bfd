// link:
// shutdown-fs DIR: cuts the file system that DIR is on off from its disk, as xfstests' godown does: nothing more is
// written, the log is not flushed, and all that asks for it fails with EIO until it is mounted anew.
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>

// linux/fs.h of older kernels lacks these: FS_IOC_SHUTDOWN and its flag FS_SHUTDOWN_FLAGS_NOLOGFLUSH.
#define SHUTDOWN _IOR('X', 125, uint32_t)
static const uint32_t NO_LOG_FLUSH = 2;

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: shutdown-fs DIR\n");
    return 64;
  }
  uint32_t flags = NO_LOG_FLUSH;
  int directory = open(argv[1], O_RDONLY | O_DIRECTORY);
  if (directory < 0 || ioctl(directory, SHUTDOWN, &flags) < 0) {
    perror(argv[1]);
    return 1;
  }
  return 0;
}
