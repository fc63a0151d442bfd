// link:
// vdso: shifts the wall clock of all processes of containers by a patch in each process's own copy of the vDSO.
// Knows no ELF and no machine code: the patch is handed to it, 160 bytes of table and the code behind them, and the
// table holds the original bytes, so that a patch can be undone without any memory of who made it.
#include "vdso-patch.h"
#include <ctype.h>
#include <dirent.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>

static const char USAGE[] =
    "usage: vdso dump                  prints the vDSO that this kernel gives its 64-bit processes, in hex\n"
    "       vdso hold DIRECTORY <PLAN  skews containers as the plan says, and new processes of theirs from now on\n"
    "       vdso read ID[:PID]...      prints how each process of these containers is skewed\n"
    "       vdso restore ID...         takes every patch out of the processes of these containers\n"
    "       vdso try <PLAN             tries a plan's patch on a process of its own\n"
    "A plan has lines: `cave OFFSET HEX`, `skew ID OFFSET RATE BASE HALF` (BASE may be `now`), `free ID`.\n";

#define MAX_TARGETS 64
#define ID_SIZE 80
// A pass over all processes may miss children of those not yet restored: so many follow until one finds none. Children
// of those not yet skewed are the keeper's.
#define MAX_PASSES 3
// How often, 10 ms apart, a container's first process is looked at that its runtime has not yet turned into it.
#define MAX_STARTING 200
#define KEEP_EVERY_MS 250
// Entry points of containers exec once more in their first moments.
#define KEEP_EARLY_EVERY_MS 50
#define KEEP_EARLY_TIMES 20

struct target {
  char id[ID_SIZE];
  int pid; // 0: all of them
  bool free;
  struct skew skew;
};

struct plan {
  struct patch patch;
  int count;
  struct target target[MAX_TARGETS];
};

static void sleep_ms(int ms) {
  nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000L}, NULL);
}

/** The content of a small file of /proc, as text; empty where there is none. */
static const char *text_of(int directory, const char *name) {
  static char content[8192];
  int file = openat(directory, name, O_RDONLY | O_CLOEXEC);
  ssize_t got = file < 0 ? 0 : read(file, content, sizeof content - 1);
  if (file >= 0) close(file);
  content[got > 0 ? got : 0] = 0;
  return content;
}

enum action { HOLD, READ, RESTORE };

/** Acts on one process of a target, whose directory is open: it stays the same process, whatever its pid becomes. */
static void visit(int directory, int pid, struct target *target, enum action action, const struct plan *plan,
                  struct outcome *out) {
  static size_t size;
  if (size == 0) size = image_size();
  struct process p = {target->id, pid, -1, vdso_of(directory)};
  if (action == HOLD && !target->free && strncmp(text_of(directory, "comm"), "runc:[", 6) == 0) {
    out->starting++;
    return;
  }
  if (p.vdso == 0) return; // a zombie
  if (p.vdso == 1) return say(&p, out, "skipped a 32-bit process");
  p.memory = openat(directory, "mem", (action == READ ? O_RDONLY : O_RDWR) | O_CLOEXEC);
  if (p.memory < 0) {
    if (errno != ESRCH && errno != ENOENT) say(&p, out, "refused its memory cannot be opened");
    return;
  }
  if (action == READ) show(&p, size);
  else if (action == RESTORE || target->free) restore(&p, size, out);
  else skew(&p, &plan->patch, &target->skew, out);
  close(p.memory);
}

static struct target *target_of(int directory, int pid, struct plan *plan) {
  const char *cgroups = text_of(directory, "cgroup");
  for (int i = 0; i < plan->count; i++) {
    struct target *target = &plan->target[i];
    if (target->pid != 0 && target->pid != pid) continue;
    if (strstr(cgroups, target->id) != NULL) return target;
  }
  return NULL;
}

/** One look at every process of the host. */
static void pass(struct plan *plan, enum action action, struct outcome *out) {
  DIR *processes = opendir("/proc");
  if (processes == NULL) fail("cannot read /proc: %s", strerror(errno));
  for (struct dirent *one; (one = readdir(processes)) != NULL;) {
    if (!isdigit((unsigned char)one->d_name[0])) continue;
    int pid = atoi(one->d_name);
    int directory = openat(dirfd(processes), one->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) continue;
    struct target *target = target_of(directory, pid, plan);
    if (target != NULL) visit(directory, pid, target, action, plan, out);
    close(directory);
  }
  closedir(processes);
}

static void passes(struct plan *plan, enum action action) {
  struct outcome out = {.quiet = false};
  for (int i = 0, starting = 0; i < MAX_PASSES && starting < MAX_STARTING;) {
    out.restored = out.starting = 0;
    pass(plan, action, &out);
    if (out.starting > 0) {
      sleep_ms(10);
      starting++;
    } else if (out.restored == 0) break;
    else i++;
  }
}

static size_t from_hex(const char *hex, uint8_t *bytes, size_t most) {
  size_t count = 0;
  unsigned byte;
  for (; sscanf(hex, "%2x", &byte) == 1; hex += 2) {
    if (count == most) fail("the cave is too large");
    bytes[count++] = (uint8_t)byte;
    if (hex[1] == 0) break;
  }
  return count;
}

/** Returns what `now` means in it. */
static int64_t read_plan(FILE *file, struct plan *plan) {
  static char line[2 * MAX_CAVE + 64], hex[2 * MAX_CAVE + 1];
  int64_t now = wall_clock();
  memset(plan, 0, sizeof *plan);
  while (fgets(line, sizeof line, file) != NULL) {
    struct target *next = &plan->target[plan->count];
    struct skew *s = &next->skew;
    char base[32];
    if (plan->count == MAX_TARGETS) fail("at most %d containers", MAX_TARGETS - 1);
    if (sscanf(line, "cave %" SCNu64 " %8192s", &plan->patch.at, hex) == 2) {
      plan->patch.size = from_hex(hex, plan->patch.cave, MAX_CAVE);
      if (plan->patch.size <= sizeof(struct table)) fail("the cave is too small");
    } else if (sscanf(line, "skew %79s %" SCNd64 " %" SCNd64 " %31s %" SCNd64, next->id, &s->offset, &s->rate,
                      base, &s->half) == 5) {
      s->base = strcmp(base, "now") == 0 ? now : strtoll(base, NULL, 10);
      plan->count++;
    } else if (sscanf(line, "free %79s", next->id) == 1) {
      next->free = true;
      plan->count++;
    } else fail("no line of a plan: %s", line);
  }
  return now;
}

/** What the keeper goes by; it ends where nothing is to be kept. */
static void write_plan(const char *path, const struct plan *plan) {
  char next[5120];
  snprintf(next, sizeof next, "%s.next", path);
  FILE *file = fopen(next, "w");
  if (file == NULL) fail("cannot write %s: %s", next, strerror(errno));
  fprintf(file, "cave %" PRIu64 " ", plan->patch.at);
  for (size_t i = 0; i < plan->patch.size; i++) fprintf(file, "%02x", plan->patch.cave[i]);
  fputc('\n', file);
  for (int i = 0; i < plan->count; i++) {
    const struct target *t = &plan->target[i];
    if (t->free) continue;
    fprintf(file, "skew %s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 "\n", t->id, t->skew.offset, t->skew.rate,
            t->skew.base, t->skew.half);
  }
  if (fclose(file) != 0 || rename(next, path) != 0) fail("cannot write %s: %s", path, strerror(errno));
}

static int lock(const char *path, int how) {
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) fail("cannot open %s: %s", path, strerror(errno));
  if (flock(file, how) == 0) return file;
  close(file);
  return -1;
}

/** Looks at all processes again and again until nothing is skewed any more. */
static void keep(const char *directory) {
  char keeper[4096], turn[4096], path[4096];
  struct timespec seen = {0, 0};
  int early = 0;
  static struct plan plan;
  snprintf(keeper, sizeof keeper, "%s/keeper", directory);
  snprintf(turn, sizeof turn, "%s/lock", directory);
  snprintf(path, sizeof path, "%s/plan", directory);
  if (lock(keeper, LOCK_EX | LOCK_NB) < 0) return;
  for (;;) {
    struct stat state;
    int held = lock(turn, LOCK_EX);
    FILE *file = fopen(path, "r");
    if (file == NULL) return;
    if (fstat(fileno(file), &state) == 0 && memcmp(&seen, &state.st_mtim, sizeof seen) != 0) {
      seen = state.st_mtim;
      early = KEEP_EARLY_TIMES;
    }
    read_plan(file, &plan);
    fclose(file);
    // Ending frees both locks: whoever waits for its turn starts another keeper.
    if (plan.count == 0) return;
    struct outcome out = {.quiet = true};
    pass(&plan, HOLD, &out);
    close(held);
    sleep_ms(early > 0 ? KEEP_EARLY_EVERY_MS : KEEP_EVERY_MS);
    if (early > 0) early--;
  }
}

static void hold(const char *directory) {
  char path[4096], turn[4096];
  static struct plan plan;
  int skewed = 0;
  if (mkdir(directory, 0700) != 0 && errno != EEXIST) fail("cannot make %s: %s", directory, strerror(errno));
  snprintf(path, sizeof path, "%s/plan", directory);
  snprintf(turn, sizeof turn, "%s/lock", directory);
  int held = lock(turn, LOCK_EX);
  printf("base %" PRId64 "\n", read_plan(stdin, &plan));
  for (int i = 0; i < plan.count; i++) skewed += !plan.target[i].free;
  write_plan(path, &plan);
  passes(&plan, HOLD);
  fflush(stdout);
  if (skewed > 0 && fork() == 0) {
    int nowhere = open("/dev/null", O_RDWR);
    setsid();
    close(held);
    for (int file = 0; file < 3; file++) dup2(nowhere, file);
    keep(directory);
    _exit(0);
  }
  flock(held, LOCK_UN);
}

static void on_targets(char **names, enum action action) {
  static struct plan plan;
  for (; *names != NULL; names++) {
    if (plan.count == MAX_TARGETS) fail("at most %d containers", MAX_TARGETS);
    struct target *target = &plan.target[plan.count++];
    if (sscanf(*names, "%79[^:]:%d", target->id, &target->pid) < 1)
      fail("no container: %s", *names);
  }
  struct outcome out = {.quiet = false};
  if (action == READ) pass(&plan, READ, &out);
  else passes(&plan, action);
}

/** How many seconds the C library's clocks are from the kernel's: three wall clocks and the monotonic one. */
static void measure(int to) {
  struct timespec real, true_real, steady, true_steady;
  struct timeval day;
  syscall(SYS_clock_gettime, CLOCK_REALTIME, &true_real);
  syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &true_steady);
  clock_gettime(CLOCK_REALTIME, &real);
  clock_gettime(CLOCK_MONOTONIC, &steady);
  gettimeofday(&day, NULL);
  int64_t off[4] = {real.tv_sec - true_real.tv_sec, day.tv_sec - true_real.tv_sec, time(NULL) - true_real.tv_sec,
                    steady.tv_sec - true_steady.tv_sec};
  if (write(to, off, sizeof off) != sizeof off) _exit(1);
}

#define TRIED_SECONDS 3600

static void expect(int ask, int answer, int64_t seconds, const char *what) {
  int64_t off[4];
  if (write(ask, "?", 1) != 1 || read(answer, off, sizeof off) != sizeof off) fail("%s: its process died", what);
  for (int i = 0; i < 3; i++)
    if (llabs(off[i] - seconds) > 1)
      fail("%s: clock %d is %" PRId64 " s off, not %" PRId64, what, i, off[i], seconds);
  if (llabs(off[3]) > 1) fail("%s: the monotonic clock is %" PRId64 " s off", what, off[3]);
}

static void try(void) {
  static struct plan plan;
  int ask[2], answer[2];
  char path[64], byte;
  read_plan(stdin, &plan);
  if (pipe(ask) != 0 || pipe(answer) != 0) fail("no pipe");
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    close(ask[1]);
    while (read(ask[0], &byte, 1) == 1) measure(answer[1]);
    _exit(0);
  }
  snprintf(path, sizeof path, "/proc/%d/mem", child);
  struct process p = {"try", child, open(path, O_RDWR), getauxval(AT_SYSINFO_EHDR)};
  struct outcome out = {.quiet = false};
  struct skew hour = {.offset = INT64_C(1000000000) * TRIED_SECONDS};
  if (p.memory < 0) fail("the memory of a process cannot be opened: %s", strerror(errno));
  expect(ask[1], answer[0], 0, "before");
  skew(&p, &plan.patch, &hour, &out);
  expect(ask[1], answer[0], TRIED_SECONDS, "while skewed");
  restore(&p, image_size(), &out);
  expect(ask[1], answer[0], 0, "after");
  close(ask[1]);
  waitpid(child, NULL, 0);
}

static void dump(void) {
  const uint8_t *image = (const uint8_t *)getauxval(AT_SYSINFO_EHDR);
  size_t size = image_size();
  for (size_t i = 0; i < size; i++) printf("%02x", image[i]);
  putchar('\n');
}

int main(int argc, char **argv) {
  const char *command = argc > 1 ? argv[1] : "";
  if (strcmp(command, "dump") == 0 && argc == 2) dump();
  else if (strcmp(command, "hold") == 0 && argc == 3) hold(argv[2]);
  else if (strcmp(command, "read") == 0 && argc > 2) on_targets(argv + 2, READ);
  else if (strcmp(command, "restore") == 0 && argc > 2) on_targets(argv + 2, RESTORE);
  else if (strcmp(command, "try") == 0 && argc == 2) try();
  else {
    fputs(USAGE, stderr);
    return 64;
  }
  return 0;
}
