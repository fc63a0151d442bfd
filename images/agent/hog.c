// link:
// hog PID BYTES EVENTS REPORT: takes memory until the kernel has killed somebody for want of it (the count oom_kill in
// the file EVENTS has grown), until it has taken BYTES, or until process PID ends. Prints its pid once it has begun.
// REPORT: bytes taken, processes killed.
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include "beside.h"

enum { STEP_BYTES = 1 << 20 };

static unsigned long long kills_in(int events) {
  char text[4096];
  unsigned long long kills = 0;
  ssize_t length = pread(events, text, sizeof text - 1, 0);
  if (length <= 0) return 0;
  text[length] = '\0';
  const char *line = strstr(text, "oom_kill ");
  if (line != NULL) sscanf(line, "oom_kill %llu", &kills);
  return kills;
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: hog PID BYTES EVENTS REPORT\n");
    return 64;
  }
  int node = watch_end_of(argv[1]), out = open_report(argv[4]);
  unsigned long long most = strtoull(argv[2], NULL, 10), taken = 0;
  int events = open(argv[3], O_RDONLY | O_CLOEXEC);
  if (events < 0) fail(argv[3]);
  unsigned long long before = kills_in(events);
  report(out, 0, 0);
  detach(0);
  for (;;) {
    unsigned long long kills = kills_in(events) - before;
    report(out, taken, kills);
    live_on(node, kills > 0 || taken >= most ? 100 : 0);
    if (kills > 0) return 0;
    if (taken >= most) continue;
    char *step = mmap(NULL, STEP_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (step == MAP_FAILED) return 1;
    memset(step, 1, STEP_BYTES);
    taken += STEP_BYTES;
  }
}
