// link:
// try-write DIR BYTES: writes so many bytes to a file without a name in DIR and syncs them. Prints
// "ok MICROSECONDS", or "failed NAME" with the name of the error: EIO, ENOSPC. Hangs where writes hang.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char block[4096];

static int failed(void) {
  printf("failed %s\n", strerrorname_np(errno));
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: try-write DIR BYTES\n");
    return 64;
  }
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  memset(block, 'x', sizeof block);
  int file = open(argv[1], O_TMPFILE | O_RDWR, 0600);
  if (file < 0) return failed();
  for (long left = atol(argv[2]); left > 0;) {
    size_t size = left < (long)sizeof block ? (size_t)left : sizeof block;
    ssize_t written = write(file, block, size);
    if (written < 0) return failed();
    left -= written;
  }
  if (fsync(file) < 0) return failed();
  clock_gettime(CLOCK_MONOTONIC, &end);
  long micros = (end.tv_sec - start.tv_sec) * 1000000 + (end.tv_nsec - start.tv_nsec) / 1000;
  printf("ok %ld\n", micros);
  return 0;
}
