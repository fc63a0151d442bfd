// link:
// fill-disk DIR: takes all the room that the file system of DIR has left, in a file without a name. Prints
// "filled BYTES" and holds it until killed, which gives the room back.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static const off_t LARGEST = 1L << 30, SMALLEST = 1L << 12;

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: fill-disk DIR\n");
    return 64;
  }
  int file = open(argv[1], O_TMPFILE | O_RDWR, 0600);
  if (file < 0) {
    perror(argv[1]);
    return 1;
  }
  off_t filled = 0;
  for (off_t piece = LARGEST; piece >= SMALLEST;) {
    if (fallocate(file, 0, filled, piece) == 0) {
      filled += piece;
    } else if (errno == ENOSPC) {
      piece /= 2;
    } else if (errno != EINTR) {
      perror("fallocate");
      return 1;
    }
  }
  printf("filled %lld\n", (long long)filled);
  fflush(stdout);
  for (;;) pause();
}
