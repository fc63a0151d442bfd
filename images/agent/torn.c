// link:
// torn: of writes that were never synced, lets a random part arrive after all, as a disk that loses power may.
//   save DIR COPIES             copies the regular files below DIR as they are for who reads them, by inode
//   tear COPIES DIR SEED        DIR is the same file system after the power loss, with what had reached the disk alone: of
//                               the sectors that differ from the copies each arrives or not, a longer file gets its end up
//                               to some sector; prints "SECTORS_ARRIVED SECTORS_LOST BYTES_ARRIVED BYTES_LOST"
// Only the data of files changes that are on the disk anyway, and their length: names and directories are the journal's.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/fs.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512, CHUNK = 1 << 16 };

static const char *copies;
static uint64_t seed;
static long sectors_arrived, sectors_lost;
static long long bytes_arrived, bytes_lost;

// splitmix64 (Steele, Lea, Flood 2014), here a generator of one stream per file.
static uint64_t next_random(uint64_t *state) {
  uint64_t z = (*state += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// An inode's number may be another file's by now: its generation tells.
static void copy_path(char *path, size_t size, int file, const struct stat *stat) {
  long generation = 0;
  ioctl(file, FS_IOC_GETVERSION, &generation);
  snprintf(path, size, "%s/%llu-%ld", copies, (unsigned long long)stat->st_ino, generation & 0xffffffff);
}

static int save_piece(int from, int to, off_t offset, off_t end) {
  static char buffer[CHUNK];
  while (offset < end) {
    size_t want = end - offset < CHUNK ? (size_t)(end - offset) : CHUNK;
    ssize_t got = pread(from, buffer, want, offset);
    if (got <= 0) return (int)got;
    if (pwrite(to, buffer, (size_t)got, offset) != got) return -1;
    offset += got;
  }
  return 0;
}

static int save_one(const char *path, const struct stat *stat, int type, struct FTW *at) {
  (void)at;
  if (type != FTW_F || !S_ISREG(stat->st_mode)) return 0;
  char copy[4096];
  int from = open(path, O_RDONLY);
  if (from < 0) return -1;
  copy_path(copy, sizeof copy, from, stat);
  int to = open(copy, O_CREAT | O_WRONLY | O_TRUNC, 0600);
  int result = to < 0 ? -1 : ftruncate(to, stat->st_size);
  for (off_t end = 0; result == 0;) {
    off_t start = lseek(from, end, SEEK_DATA);
    if (start < 0) {
      if (errno != ENXIO) result = -1;
      break;
    }
    end = lseek(from, start, SEEK_HOLE);
    result = end < 0 ? -1 : save_piece(from, to, start, end);
  }
  close(from);
  close(to);
  return result;
}

// Sectors that both have: each that differs arrives, or not.
static int tear_sectors(int written, int disk, off_t shared, uint64_t *random) {
  static char now[SECTOR], then[SECTOR];
  off_t hole = 0;
  for (off_t at = 0; at < shared; at += SECTOR) {
    if (at >= hole) {
      off_t data = lseek(written, at, SEEK_DATA);
      if (data < 0) return errno == ENXIO ? 0 : -1;
      at = data - data % SECTOR;
      if (at >= shared) return 0;
      hole = lseek(written, data, SEEK_HOLE);
    }
    size_t size = shared - at < SECTOR ? (size_t)(shared - at) : SECTOR;
    if (pread(written, now, size, at) != (ssize_t)size) return -1;
    if (pread(disk, then, size, at) != (ssize_t)size) return -1;
    if (memcmp(now, then, size) == 0) continue;
    if (next_random(random) & 1) {
      if (pwrite(disk, now, size, at) != (ssize_t)size) return -1;
      sectors_arrived++;
    } else {
      sectors_lost++;
    }
  }
  return 0;
}

// What was appended arrives up to the beginning of some sector, or whole.
static int tear_tail(int written, int disk, off_t from, off_t to, uint64_t *random) {
  off_t first = from / SECTOR + 1, last = (to + SECTOR - 1) / SECTOR;
  off_t cuts = last - first + 2;
  off_t cut = (off_t)(next_random(random) % (uint64_t)cuts);
  off_t end = cut == 0 ? from : (first + cut - 1) * SECTOR;
  if (end > to) end = to;
  bytes_arrived += end - from;
  bytes_lost += to - end;
  if (end == from) return 0;
  if (save_piece(written, disk, from, end) < 0) return -1;
  return ftruncate(disk, end);
}

static int tear_one(const char *path, const struct stat *stat, int type, struct FTW *at) {
  (void)at;
  if (type != FTW_F || !S_ISREG(stat->st_mode)) return 0;
  char copy[4096];
  int disk = open(path, O_RDWR);
  if (disk < 0) return -1;
  copy_path(copy, sizeof copy, disk, stat);
  int written = open(copy, O_RDONLY);
  int result = 0;
  struct stat then;
  if (written >= 0 && fstat(written, &then) == 0) {
    uint64_t random = seed ^ ((uint64_t)stat->st_ino << 32);
    off_t shared = then.st_size < stat->st_size ? then.st_size : stat->st_size;
    result = tear_sectors(written, disk, shared, &random);
    if (result == 0 && then.st_size > stat->st_size)
      result = tear_tail(written, disk, stat->st_size, then.st_size, &random);
    if (result == 0) result = fsync(disk);
    close(written);
  }
  close(disk);
  return result;
}

static int walk(const char *directory, __nftw_func_t visit) {
  if (nftw(directory, visit, 16, FTW_PHYS | FTW_MOUNT) == 0) return 0;
  perror(directory);
  return 1;
}

int main(int argc, char **argv) {
  if (argc == 4 && strcmp(argv[1], "save") == 0) {
    copies = argv[3];
    return walk(argv[2], save_one);
  }
  if (argc == 5 && strcmp(argv[1], "tear") == 0) {
    copies = argv[2];
    seed = strtoull(argv[4], NULL, 10);
    if (walk(argv[3], tear_one) != 0) return 1;
    printf("%ld %ld %lld %lld\n", sectors_arrived, sectors_lost, bytes_arrived, bytes_lost);
    return 0;
  }
  fprintf(stderr, "usage: torn save DIR COPIES | torn tear COPIES DIR SEED\n");
  return 64;
}
