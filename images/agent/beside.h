// What tools that run beside a node share: they begin in the foreground, so that a failure to begin is told, go on in
// the background, end with the node's first process, and keep their figures in a file of two numbers.
#pragma once
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline void fail(const char *what) {
  perror(what);
  exit(1);
}

/* A descriptor that polls readable once process `pid` has ended. */
static inline int watch_end_of(const char *pid) {
  int fd = (int)syscall(SYS_pidfd_open, atoi(pid), 0);
  if (fd < 0) fail(pid);
  return fd;
}

static inline int open_report(const char *path) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) fail(path);
  return fd;
}

static inline void report(int fd, unsigned long long first, unsigned long long second) {
  char line[64];
  int length = snprintf(line, sizeof line, "%020llu %020llu\n", first, second);
  if (pwrite(fd, line, (size_t)length, 0) != length) perror("report");
}

/* Goes on in a child; the parent prints the child's pid and `extra`, and ends. */
static inline void detach(unsigned extra) {
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child > 0) {
    printf("%d %u\n", child, extra);
    exit(0);
  }
  setsid();
  int null = open("/dev/null", O_RDWR);
  for (int fd = 0; fd < 3; fd++) dup2(null, fd);
}

/* Waits up to `ms`; ends this process when the watched one has ended. */
static inline void live_on(int watched, int ms) {
  struct pollfd end = {.fd = watched, .events = POLLIN};
  if (poll(&end, 1, ms) > 0) _exit(0);
}
