// link:
// file-data: the written parts of files, holes and space that was only reserved left out.
//   list DIR               "DATA END SIZE SECONDS.NANOSECONDS PATH" for each regular file below DIR: how many bytes of
//                          data it has, where the last of them ends, its size, when it was modified
//   flip FILE NTH BIT      flips a bit of the NTH byte of the data, syncs, prints "OFFSET OLD NEW"
//   byte FILE OFFSET       prints that byte
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static size_t prefix;

// Calls `visit` with each piece of data until it returns nonzero.
static int each_piece(int file, int (*visit)(off_t from, off_t to, void *with), void *with) {
  for (off_t end = 0;;) {
    off_t from = lseek(file, end, SEEK_DATA);
    if (from < 0) return errno == ENXIO ? 0 : -1;
    end = lseek(file, from, SEEK_HOLE);
    if (end < 0) return -1;
    int stop = visit(from, end, with);
    if (stop != 0) return stop;
  }
}

struct sum {
  off_t data, end;
};

static int add(off_t from, off_t to, void *with) {
  struct sum *sum = with;
  sum->data += to - from;
  sum->end = to;
  return 0;
}

struct search {
  off_t left, found;
};

static int pass(off_t from, off_t to, void *with) {
  struct search *search = with;
  if (search->left < to - from) {
    search->found = from + search->left;
    return 1;
  }
  search->left -= to - from;
  return 0;
}

static int list_one(const char *path, const struct stat *stat, int type, struct FTW *at) {
  (void)at;
  if (type != FTW_F || !S_ISREG(stat->st_mode)) return 0;
  int file = open(path, O_RDONLY);
  if (file < 0) return 0;
  struct sum sum = {0, 0};
  int result = each_piece(file, add, &sum);
  close(file);
  if (result < 0) return -1;
  printf("%lld %lld %lld %lld.%09ld %s\n", (long long)sum.data, (long long)sum.end,
         (long long)stat->st_size, (long long)stat->st_mtim.tv_sec, stat->st_mtim.tv_nsec, path + prefix);
  return 0;
}

static int failed(const char *what) {
  perror(what);
  return 1;
}

static int flip(const char *path, off_t nth, int bit) {
  int file = open(path, O_RDWR);
  struct search search = {.left = nth, .found = -1};
  unsigned char byte;
  if (file < 0 || each_piece(file, pass, &search) < 0) return failed(path);
  if (search.found < 0) {
    fprintf(stderr, "%s has less data than that\n", path);
    return 1;
  }
  if (pread(file, &byte, 1, search.found) != 1) return failed(path);
  unsigned char flipped = byte ^ (unsigned char)(1u << bit);
  if (pwrite(file, &flipped, 1, search.found) != 1 || fsync(file) < 0) return failed(path);
  printf("%lld %d %d\n", (long long)search.found, byte, flipped);
  return 0;
}

static int show(const char *path, off_t offset) {
  unsigned char byte;
  int file = open(path, O_RDONLY);
  if (file < 0 || pread(file, &byte, 1, offset) != 1) return failed(path);
  printf("%d\n", byte);
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 3 && strcmp(argv[1], "list") == 0) {
    prefix = strlen(argv[2]) + 1;
    return nftw(argv[2], list_one, 16, FTW_PHYS | FTW_MOUNT) == 0 ? 0 : failed(argv[2]);
  }
  if (argc == 5 && strcmp(argv[1], "flip") == 0) return flip(argv[2], atoll(argv[3]), atoi(argv[4]));
  if (argc == 4 && strcmp(argv[1], "byte") == 0) return show(argv[2], atoll(argv[3]));
  fprintf(stderr, "usage: file-data list DIR | flip FILE NTH BIT | byte FILE OFFSET\n");
  return 64;
}
