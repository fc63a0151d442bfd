// The patch of one process: its table, its words, and how they are put into a process's vDSO, changed and taken out.
// Knows no plans and no containers.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <time.h>
#include <unistd.h>

#define MAGIC "FLTCLK01"
#define ENTRIES 3
#define MAX_CAVE 4096
#define MAX_IMAGE (1 << 17)

/** What the clock shows: t + offset + ((t - base) * rate >> 32), and t alone in every other `half`; nanoseconds. */
struct skew {
  int64_t offset, rate, base, half;
};

/** Eight aligned bytes of the vDSO that hold a function's first instruction. `at` is 0 where there is none. */
struct entry {
  uint64_t at, original, patched;
};

/** The start of a cave. Readers use block `counter & 1`, and look again when the counter changed meanwhile. */
struct table {
  char magic[8];
  uint64_t counter;
  struct skew block[2];
  struct entry entry[ENTRIES];
  uint64_t unused;
};
_Static_assert(sizeof(struct table) == 160, "the code begins at 160");

/** The patch that all processes get: where it goes, and its bytes, a table and code behind it. */
struct patch {
  uint64_t at;
  size_t size;
  uint8_t cave[MAX_CAVE];
};

/** A process whose memory is open. */
struct process {
  const char *id;
  int pid, memory;
  uint64_t vdso;
};

struct outcome {
  bool quiet;
  int restored, starting;
};

static void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  exit(1);
}

static int64_t wall_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static size_t image_size(void) {
  char line[512];
  uint64_t from, to, here = getauxval(AT_SYSINFO_EHDR);
  FILE *maps = fopen("/proc/self/maps", "r");
  while (maps != NULL && fgets(line, sizeof line, maps) != NULL)
    if (sscanf(line, "%" SCNx64 "-%" SCNx64, &from, &to) == 2 && from == here) {
      fclose(maps);
      return to - from < MAX_IMAGE ? to - from : MAX_IMAGE;
    }
  fail("this process has no vDSO");
  return 0;
}

static bool peek(const struct process *p, uint64_t at, void *bytes, size_t size) {
  return pread(p->memory, bytes, size, (off_t)(p->vdso + at)) == (ssize_t)size;
}

/** Writes and reads back: a kernel may refuse without saying so. */
static bool poke(const struct process *p, uint64_t at, const void *bytes, size_t size) {
  uint8_t back[MAX_CAVE];
  if (pwrite(p->memory, bytes, size, (off_t)(p->vdso + at)) != (ssize_t)size) return false;
  __sync_synchronize();
  return peek(p, at, back, size) && memcmp(back, bytes, size) == 0;
}

static bool poke_word(const struct process *p, uint64_t at, uint64_t word) {
  return poke(p, at, &word, sizeof word);
}

static void say(const struct process *p, const struct outcome *out, const char *what) {
  if (!out->quiet) printf("%s %d %s\n", p->id, p->pid, what);
}

/** Where the vDSO of a process is; 0 where it has none, 1 where it is a 32-bit one. */
static uint64_t vdso_of(int directory) {
  uint64_t pairs[128];
  int file = openat(directory, "auxv", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t got = read(file, pairs, sizeof pairs);
  close(file);
  for (ssize_t i = 0; i + 1 < got / 8; i += 2) {
    if (pairs[i] == AT_NULL) return 0;
    if (pairs[i] > UINT32_MAX) return 1; // two 32-bit words
    if (pairs[i] == AT_SYSINFO_EHDR) return pairs[i + 1];
  }
  return 0;
}

static bool armed(const struct process *p, const struct table *table, bool *mixed) {
  int on = 0, off = 0;
  for (int i = 0; i < ENTRIES; i++) {
    uint64_t now;
    const struct entry *entry = &table->entry[i];
    if (entry->at == 0) continue;
    if (!peek(p, entry->at, &now, sizeof now)) continue;
    if (now == entry->patched) on++;
    else if (now == entry->original) off++;
    else *mixed = true;
  }
  if (on > 0 && off > 0) *mixed = true;
  return on > 0;
}

/** Finds a cave by its magic. */
static bool find_cave(const struct process *p, size_t size, uint64_t *at, struct table *table) {
  static uint8_t image[MAX_IMAGE];
  ssize_t got = pread(p->memory, image, size, (off_t)p->vdso);
  for (ssize_t i = 0; i + (ssize_t)sizeof *table <= got; i += 16)
    if (memcmp(image + i, MAGIC, 8) == 0) {
      memcpy(table, image + i, sizeof *table);
      *at = (uint64_t)i;
      return true;
    }
  return false;
}

/** Readers that are under way see the old skew or the new one, never parts of both. */
static bool set_skew(const struct process *p, uint64_t cave, uint64_t counter, const struct skew *skew) {
  uint64_t next = counter + 1;
  uint64_t block = cave + offsetof(struct table, block) + (next & 1) * sizeof *skew;
  return poke(p, block, skew, sizeof *skew) && poke_word(p, cave + offsetof(struct table, counter), next);
}

static bool set_entries(const struct process *p, const struct table *table, bool patched) {
  for (int i = 0; i < ENTRIES; i++) {
    const struct entry *entry = &table->entry[i];
    uint64_t now, from = patched ? entry->original : entry->patched, to = patched ? entry->patched : entry->original;
    if (entry->at == 0) continue;
    if (!peek(p, entry->at, &now, sizeof now) || (now != from && now != to)) return false;
    if (now != to && !poke_word(p, entry->at, to)) return false;
  }
  return true;
}

static void restore(const struct process *p, size_t size, struct outcome *out) {
  uint64_t cave;
  struct table table;
  bool mixed = false;
  if (!find_cave(p, size, &cave, &table) || (!armed(p, &table, &mixed) && !mixed)) {
    say(p, out, "clean");
    return;
  }
  out->restored++;
  static const struct skew none;
  bool done = set_skew(p, cave, table.counter, &none) && set_entries(p, &table, false);
  say(p, out, done ? "restored" : "refused its vDSO could not be restored");
}

/** Puts the cave where there is none, or one that is not in use. */
static bool put_cave(const struct process *p, const struct patch *patch, struct outcome *out) {
  uint8_t there[MAX_CAVE];
  static const uint8_t nothing[MAX_CAVE];
  const struct table *wanted = (const struct table *)patch->cave;
  const struct table *found = (const struct table *)there;
  bool mixed = false;
  if (!peek(p, patch->at, there, patch->size)) return say(p, out, "refused its vDSO is another one"), false;
  bool ours = memcmp(there, MAGIC, 8) == 0;
  size_t behind = offsetof(struct table, entry);
  if (ours && memcmp(there + behind, patch->cave + behind, patch->size - behind) == 0) return true;
  if (ours && (armed(p, found, &mixed) || mixed))
    return say(p, out, "refused another version's patch is in its vDSO"), false;
  if (!ours && memcmp(there, nothing, patch->size) != 0)
    return say(p, out, "refused there is no room in its vDSO"), false;
  for (int i = 0; i < ENTRIES; i++) {
    uint64_t now;
    const struct entry *entry = &wanted->entry[i];
    if (entry->at != 0 && (!peek(p, entry->at, &now, sizeof now) || now != entry->original))
      return say(p, out, "refused its vDSO is another one"), false;
  }
  if (!poke(p, patch->at, patch->cave, patch->size))
    return say(p, out, "refused the kernel does not let its vDSO be written"), false;
  return true;
}

static void skew(const struct process *p, const struct patch *patch, const struct skew *skew, struct outcome *out) {
  struct table table;
  bool mixed = false;
  if (!put_cave(p, patch, out)) return;
  if (!peek(p, patch->at, &table, sizeof table)) return;
  bool same = memcmp(&table.block[table.counter & 1], skew, sizeof *skew) == 0;
  bool is_armed = armed(p, &table, &mixed) && !mixed;
  if (same && is_armed) return say(p, out, "kept");
  bool done = (same || set_skew(p, patch->at, table.counter, skew)) && set_entries(p, &table, true);
  say(p, out, done ? (is_armed ? "changed" : "armed") : "refused its vDSO could not be patched");
}

static int64_t offset_at(const struct skew *skew, int64_t t) {
  int64_t elapsed = t - skew->base;
  if (skew->half > 0 && ((uint64_t)elapsed / (uint64_t)skew->half) % 2 == 1) return 0;
  return skew->offset + (int64_t)(((__int128)elapsed * skew->rate) >> 32);
}

static void show(const struct process *p, size_t size) {
  uint64_t cave;
  struct table table;
  bool mixed = false;
  if (!find_cave(p, size, &cave, &table) || (!armed(p, &table, &mixed) && !mixed)) {
    printf("%s %d clean\n", p->id, p->pid);
    return;
  }
  const struct skew *now = &table.block[table.counter & 1];
  printf("%s %d %s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 "\n", p->id, p->pid,
         mixed ? "partial" : "skewed", now->offset, now->rate, now->base, now->half,
         offset_at(now, wall_clock()));
}

