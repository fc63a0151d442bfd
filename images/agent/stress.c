// link: -pthread
// stress cpu WORKERS PID REPORT: busy loops until killed or until process PID ends.
// stress io WORKERS PID REPORT DIRECTORY: writes that are synced one by one, to files in DIRECTORY that have no name.
// Prints its pid once it has begun. REPORT: microseconds of processor time used, bytes that went to the disk.
#define _GNU_SOURCE
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include "beside.h"

enum { BLOCK_BYTES = 64 << 10, FILE_BYTES = 16 << 20, REPORT_EVERY_MS = 50, MAX_WORKERS = 256 };

static int files[MAX_WORKERS];

static void *spin(void *unused) {
  (void)unused;
  for (volatile unsigned long turns = 0;; turns++) continue;
  return NULL;
}

static void *write_on(void *file) {
  static char block[BLOCK_BYTES];
  const struct timespec pause = {.tv_nsec = 10000000};
  for (off_t at = 0;; at = (at + BLOCK_BYTES) % FILE_BYTES) {
    // A full or broken disk is another fault's work: it may end.
    if (pwrite(*(int *)file, block, sizeof block, at) < 0 || fdatasync(*(int *)file) < 0)
      nanosleep(&pause, NULL);
  }
  return NULL;
}

/* A file whose name is gone before anything is in it: it vanishes with this process. */
static int nameless_file(const char *directory) {
  char path[4096];
  snprintf(path, sizeof path, "%s/.faultline-XXXXXX", directory);
  int fd = mkostemp(path, O_CLOEXEC);
  if (fd < 0 || unlink(path) < 0) fail(directory);
  return fd;
}

static unsigned long long microseconds(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (unsigned long long)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 +
         (unsigned long long)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

static unsigned long long bytes_written(void) {
  unsigned long long bytes = 0;
  char line[128];
  FILE *io = fopen("/proc/self/io", "re");
  while (io != NULL && fgets(line, sizeof line, io) != NULL)
    if (sscanf(line, "write_bytes: %llu", &bytes) == 1) break;
  if (io != NULL) fclose(io);
  return bytes;
}

int main(int argc, char **argv) {
  int io = argc == 6 && strcmp(argv[1], "io") == 0;
  int workers = argc > 2 ? atoi(argv[2]) : 0;
  if ((!io && (argc != 5 || strcmp(argv[1], "cpu") != 0)) || workers < 1 || workers > MAX_WORKERS) {
    fprintf(stderr, "usage: stress cpu WORKERS PID REPORT | stress io WORKERS PID REPORT DIRECTORY\n");
    return 64;
  }
  int node = watch_end_of(argv[3]), out = open_report(argv[4]);
  for (int i = 0; io && i < workers; i++) files[i] = nameless_file(argv[5]);
  report(out, 0, 0);
  detach(0);
  for (int i = 0; i < workers; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, io ? write_on : spin, &files[i]) != 0) return 1;
  }
  for (;;) {
    live_on(node, REPORT_EVERY_MS);
    report(out, microseconds(), bytes_written());
  }
}
