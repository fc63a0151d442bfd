// link:
// descriptors exhaust PID...: lowers each process's limit of open files to the lowest number that is free.
// descriptors show PID...: leaves it as it is. descriptors restore LIMIT PID...: sets it to LIMIT.
// Prints a line for each process: its pid, the limit before, the limit read back; or its pid, "failed" and why.
// Only soft limits are touched. Acts as the process's own user: root without SYS_RESOURCE may touch none but root's.
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void give_up(int pid, const char *what) {
  // Who has ended meanwhile lacks nothing.
  if (errno == ESRCH || errno == ENOENT) _exit(0);
  printf("%d failed %s: %s\n", pid, what, strerror(errno));
  fflush(stdout);
  _exit(0);
}

static rlim_t lowest_free(int pid) {
  char path[64], target[1];
  for (rlim_t fd = 0;; fd++) {
    snprintf(path, sizeof path, "/proc/%d/fd/%llu", pid, (unsigned long long)fd);
    if (readlink(path, target, sizeof target) >= 0) continue;
    if (errno == ENOENT) return fd;
    give_up(pid, "its open files");
  }
}

static void become_user_of(int pid) {
  char path[64], line[256];
  unsigned user = 0, group = 0;
  snprintf(path, sizeof path, "/proc/%d/status", pid);
  FILE *status = fopen(path, "re");
  if (status == NULL) give_up(pid, "its user");
  while (fgets(line, sizeof line, status) != NULL) {
    sscanf(line, "Uid: %u", &user);
    sscanf(line, "Gid: %u", &group);
  }
  fclose(status);
  if (setgroups(0, NULL) < 0 || setresgid(group, group, group) < 0 || setresuid(user, user, user) < 0)
    give_up(pid, "becoming its user");
}

static void act_on(int pid, int exhaust, const char *restore) {
  struct rlimit before, wanted, after;
  rlim_t lowest = exhaust ? lowest_free(pid) : 0;
  become_user_of(pid);
  if (prlimit(pid, RLIMIT_NOFILE, NULL, &before) < 0) give_up(pid, "reading its limit");
  wanted = before;
  if (exhaust) wanted.rlim_cur = lowest < before.rlim_cur ? lowest : before.rlim_cur;
  if (restore != NULL) wanted.rlim_cur = strtoull(restore, NULL, 10);
  if (prlimit(pid, RLIMIT_NOFILE, &wanted, NULL) < 0) give_up(pid, "setting its limit");
  if (prlimit(pid, RLIMIT_NOFILE, NULL, &after) < 0) give_up(pid, "reading its limit back");
  printf("%d %llu %llu\n", pid, (unsigned long long)before.rlim_cur, (unsigned long long)after.rlim_cur);
  fflush(stdout);
  _exit(0);
}

int main(int argc, char **argv) {
  int exhaust = argc > 1 && strcmp(argv[1], "exhaust") == 0;
  int restore = argc > 1 && strcmp(argv[1], "restore") == 0;
  if (argc < 2 || (!exhaust && !restore && strcmp(argv[1], "show") != 0)) {
    fprintf(stderr, "usage: descriptors exhaust|show PID... | descriptors restore LIMIT PID...\n");
    return 64;
  }
  for (int i = restore ? 3 : 2; i < argc; i++) {
    pid_t child = fork();
    if (child == 0) act_on(atoi(argv[i]), exhaust, restore ? argv[2] : NULL);
    if (child < 0 || waitpid(child, NULL, 0) < 0) return 1;
  }
  return 0;
}
