// link:
// hold-fd FILE: keeps FILE open for reading and writing until killed. Prints "ready" once it does.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: hold-fd FILE\n");
    return 64;
  }
  if (open(argv[1], O_RDWR) < 0) {
    perror(argv[1]);
    return 1;
  }
  puts("ready");
  fflush(stdout);
  for (;;) pause();
}
