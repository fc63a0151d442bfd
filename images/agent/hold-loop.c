// link:
// hold-loop FILE: attaches FILE to a free loop device, prints its number and holds it until killed. The device clears
// itself when the last of this process and its mounts is gone, whatever killed them.
#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static const int LOOP_MAJOR_NUMBER = 7;
static const int CONTROL_MAJOR = 10, CONTROL_MINOR = 237;
// Others attach loops at the same time: who loses a race takes the next one.
static const int MAX_TRIES = 100;

static int open_device(const char *path, mode_t type, int major, int minor) {
  if (mknod(path, type | 0600, makedev(major, minor)) < 0 && errno != EEXIST) return -1;
  return open(path, O_RDWR | O_CLOEXEC);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: hold-loop FILE\n");
    return 64;
  }
  int file = open(argv[1], O_RDWR | O_CLOEXEC);
  if (file < 0) {
    perror(argv[1]);
    return 1;
  }
  int control = open_device("/dev/loop-control", S_IFCHR, CONTROL_MAJOR, CONTROL_MINOR);
  if (control < 0) {
    perror("/dev/loop-control");
    return 1;
  }
  for (int tries = 0; tries < MAX_TRIES; tries++) {
    int number = ioctl(control, LOOP_CTL_GET_FREE);
    if (number < 0) {
      perror("LOOP_CTL_GET_FREE");
      return 1;
    }
    char path[32];
    snprintf(path, sizeof path, "/dev/loop%d", number);
    int device = open_device(path, S_IFBLK, LOOP_MAJOR_NUMBER, number);
    if (device < 0) {
      perror(path);
      return 1;
    }
    struct loop_config config = {.fd = (__u32)file, .info.lo_flags = LO_FLAGS_AUTOCLEAR};
    snprintf((char *)config.info.lo_file_name, LO_NAME_SIZE, "%s", argv[1]);
    if (ioctl(device, LOOP_CONFIGURE, &config) == 0) {
      close(file);
      close(control);
      printf("%d\n", number);
      fflush(stdout);
      for (;;) pause();
    }
    if (errno != EBUSY) {
      perror("LOOP_CONFIGURE");
      return 1;
    }
    close(device);
  }
  fprintf(stderr, "no loop device stayed free\n");
  return 1;
}
