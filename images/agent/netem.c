// link: -lnetfilter_queue -lm
// netem QUEUE PID FILE LINK...: does to packets what the kernel's netem would, where the kernel has none: rules hand
// them to the netfilter queue QUEUE, and each gets its verdict when it is due. Goes into the background once it listens,
// ends with process PID, or by SIGTERM, which first lets go of all that it holds. FILE counts, as text in fixed columns.
// LINK: in|out,ADDRESS[,delay=US][,jitter=US][,shape=uniform|normal|pareto][,loss=P][,burst=N][,duplicate=P]
//       [,reorder=P][,corrupt=P][,rate=KBIT]: packets that come from (in) or go to (out) ADDRESS.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter.h>
#include <linux/netlink.h>
#include <math.h>
#include <netinet/ip.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { MOST_LINKS = 512, MAX_HELD = 65536, COLUMNS = 256, DIGITS = 12 };
// What waits longer than this for its turn at a link's rate is lost: a router's buffer of one second.
static const int64_t MAX_TURN_NS = 1000000000;
// Copies carry it, so that the rules do not hand them over again. The rules know it, too.
static const int COPY_MARK = 0x4641;

enum count { SEEN, DELAYED, LOST, DUPLICATED, REORDERED, CORRUPTED, COUNTS };
static const char *const COUNT_NAMES[COUNTS] = {"seen", "delayed", "lost", "duplicated", "reordered", "corrupted"};

struct link {
  int incoming;
  uint32_t address;
  double delay_ns, jitter_ns;
  enum { UNIFORM, NORMAL, PARETO } shape;
  double loss, burst, duplicate, reorder, corrupt, rate_kbit;
  int in_burst;
  int64_t busy_until;
  char *last_digit[COUNTS];
};

struct held {
  int64_t due;
  uint64_t sequence;
  uint32_t id;           // of the packet in the queue, unless it is a copy
  int is_copy;
  unsigned char *bytes;  // changed payload, or the copy; else null
  int length;
};

static struct link links[MOST_LINKS];
static int link_count;
static struct held *heap;
static int held_count;
static uint64_t sequence;
static struct nfq_q_handle *queue;
static int raw_socket;
static int letting_go;
static volatile sig_atomic_t told_to_end;

static void on_term(int signal) { (void)signal; told_to_end = 1; }

static _Noreturn void die(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int chance(double probability) { return probability > 0 && drand48() < probability; }

// The counts are text that anybody can read at any time, also when this process is gone.
static void count(struct link *link, enum count what) {
  char *digit = link->last_digit[what];
  for (int i = 0; i < DIGITS && *digit == '9'; i++) *digit-- = '0';
  ++*digit;
}

static int before(const struct held *a, const struct held *b) {
  return a->due < b->due || (a->due == b->due && a->sequence < b->sequence);
}

static void push(struct held entry) {
  int child = held_count++;
  for (; child > 0 && before(&entry, &heap[(child - 1) / 2]); child = (child - 1) / 2) heap[child] = heap[(child - 1) / 2];
  heap[child] = entry;
}

static struct held pop(void) {
  struct held first = heap[0], last = heap[--held_count];
  int parent = 0;
  for (;;) {
    int child = 2 * parent + 1;
    if (child >= held_count) break;
    if (child + 1 < held_count && before(&heap[child + 1], &heap[child])) child++;
    if (!before(&heap[child], &last)) break;
    heap[parent] = heap[child];
    parent = child;
  }
  heap[parent] = last;
  return first;
}

static void send_copy(const unsigned char *bytes, int length) {
  const struct iphdr *ip = (const struct iphdr *)bytes;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = ip->daddr};
  // What cannot be sent is lost, as on any network.
  if (sendto(raw_socket, bytes, length, MSG_DONTWAIT, (struct sockaddr *)&to, sizeof to) < 0) return;
}

static void release(struct held entry) {
  if (entry.is_copy) send_copy(entry.bytes, entry.length);
  else nfq_set_verdict(queue, entry.id, NF_ACCEPT, entry.bytes == NULL ? 0 : entry.length, entry.bytes);
  free(entry.bytes);
}

// Around 0: up to 1 either way for uniform, of standard deviation 1 for the others.
static double deviate(const struct link *link) {
  if (link->shape == UNIFORM) return 2 * drand48() - 1;
  if (link->shape == NORMAL) return sqrt(-2 * log(1 - drand48())) * cos(2 * M_PI * drand48());
  return (pow(1 - drand48(), -1.0 / 3) - 1.5) / (sqrt(3) / 2);
}

// Gilbert's model where losses come in bursts: all is lost in the bad state, which is left with probability 1/burst.
static int is_lost(struct link *link) {
  if (link->burst <= 1 || link->loss >= 1) return chance(link->loss);
  int was_bad = link->in_burst;
  double leaves = 1 / link->burst, enters = link->loss * leaves / (1 - link->loss);
  if (chance(was_bad ? leaves : enters)) link->in_burst = !was_bad;
  return was_bad;
}

// When a packet of this length is due; -1 when the link's buffer is full.
static int64_t due_of(struct link *link, int length, int64_t now) {
  if (chance(link->reorder)) {
    count(link, REORDERED);
    return now;
  }
  double wait = link->delay_ns + (link->jitter_ns > 0 ? link->jitter_ns * deviate(link) : 0);
  int64_t due = now + (wait > 0 ? (int64_t)wait : 0);
  if (link->rate_kbit > 0) {
    if (link->busy_until - due > MAX_TURN_NS) return -1;
    if (link->busy_until > due) due = link->busy_until;
    due += (int64_t)(length * 8e6 / link->rate_kbit);
    link->busy_until = due;
  }
  if (due > now) count(link, DELAYED);
  return due;
}

static unsigned char *copy_of(const unsigned char *payload, int length) {
  unsigned char *bytes = malloc(length);
  if (bytes != NULL) memcpy(bytes, payload, length);
  return bytes;
}

// Flips a bit behind the headers where there is anything behind them. The checksum stays as it was, and so tells.
static void corrupt(unsigned char *bytes, int length) {
  int start = ((struct iphdr *)bytes)->ihl * 4;
  int protocol = ((struct iphdr *)bytes)->protocol;
  int header = protocol == IPPROTO_TCP && length > start + 12 ? (bytes[start + 12] >> 4) * 4 : 8;
  if (start + header < length) start += header;
  if (start >= length) return;
  int bit = (int)(drand48() * (length - start) * 8);
  bytes[start + bit / 8] ^= 1 << bit % 8;
}

// Keeps one packet, or a copy of it, until it is due.
static void hold(struct link *link, struct held entry, const unsigned char *payload, int captured, int length) {
  entry.due = due_of(link, length, now_ns());
  entry.sequence = sequence++;
  if (entry.due < 0 || held_count == MAX_HELD) {
    count(link, LOST);
    if (!entry.is_copy) nfq_set_verdict(queue, entry.id, NF_DROP, 0, NULL);
    return;
  }
  int corrupted = captured == length && chance(link->corrupt);
  if (corrupted || entry.is_copy) {
    entry.bytes = copy_of(payload, length);
    entry.length = length;
    if (entry.bytes == NULL && entry.is_copy) return;
  }
  if (corrupted && entry.bytes != NULL) {
    corrupt(entry.bytes, length);
    count(link, CORRUPTED);
  }
  push(entry);
}

static struct link *link_of(int incoming, const struct iphdr *ip) {
  uint32_t address = incoming ? ip->saddr : ip->daddr;
  for (int i = 0; i < link_count; i++)
    if (links[i].incoming == incoming && links[i].address == address) return &links[i];
  return NULL;
}

static int on_packet(struct nfq_q_handle *handle, struct nfgenmsg *message, struct nfq_data *data, void *context) {
  (void)handle, (void)message, (void)context;
  struct nfqnl_msg_packet_hdr *header = nfq_get_msg_packet_hdr(data);
  uint32_t id = ntohl(header->packet_id);
  unsigned char *payload;
  int captured = nfq_get_payload(data, &payload);
  struct link *link = captured < (int)sizeof(struct iphdr) ? NULL : link_of(header->hook == NF_INET_LOCAL_IN, (struct iphdr *)payload);
  if (link == NULL || letting_go) {
    nfq_set_verdict(queue, id, NF_ACCEPT, 0, NULL);
    return 0;
  }
  int length = ntohs(((struct iphdr *)payload)->tot_len);
  int lost = is_lost(link), twice = chance(link->duplicate) && captured == length;
  count(link, SEEN);
  // As in netem, a packet that is both lost and doubled arrives once.
  if (lost && !twice) {
    count(link, LOST);
    nfq_set_verdict(queue, id, NF_DROP, 0, NULL);
    return 0;
  }
  hold(link, (struct held){.id = id}, payload, captured, length);
  if (twice && !lost) {
    count(link, DUPLICATED);
    hold(link, (struct held){.is_copy = 1}, payload, captured, length);
  }
  return 0;
}

static void parse_link(char *text) {
  if (link_count == MOST_LINKS) exit(64);
  struct link *link = &links[link_count++];
  char *rest = text, *part = strsep(&rest, ",");
  link->incoming = strcmp(part, "in") == 0;
  part = strsep(&rest, ",");
  if (part == NULL || inet_pton(AF_INET, part, &link->address) != 1) {
    fprintf(stderr, "no address: %s\n", text);
    exit(64);
  }
  while ((part = strsep(&rest, ",")) != NULL) {
    char *value = part, *name = strsep(&value, "=");
    double number = value == NULL ? 0 : atof(value);
    if (strcmp(name, "delay") == 0) link->delay_ns = number * 1000;
    else if (strcmp(name, "jitter") == 0) link->jitter_ns = number * 1000;
    else if (strcmp(name, "shape") == 0) link->shape = value[0] == 'n' ? NORMAL : value[0] == 'p' ? PARETO : UNIFORM;
    else if (strcmp(name, "loss") == 0) link->loss = number;
    else if (strcmp(name, "burst") == 0) link->burst = number;
    else if (strcmp(name, "duplicate") == 0) link->duplicate = number;
    else if (strcmp(name, "reorder") == 0) link->reorder = number;
    else if (strcmp(name, "corrupt") == 0) link->corrupt = number;
    else if (strcmp(name, "rate") == 0) link->rate_kbit = number;
    else {
      fprintf(stderr, "unknown: %s\n", name);
      exit(64);
    }
  }
}

// FILE: the pid, then a line a link. Mapped, so that counting is a store.
static char *map_counts(const char *path) {
  int size = COLUMNS * (link_count + 1);
  int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);
  if (file < 0 || ftruncate(file, size) < 0) die(path);
  char *text = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (text == MAP_FAILED) die(path);
  memset(text, ' ', size);
  for (int i = 0; i <= link_count; i++) text[(i + 1) * COLUMNS - 1] = '\n';
  for (int i = 0; i < link_count; i++) {
    char *at = text + (i + 1) * COLUMNS, address[INET_ADDRSTRLEN], field[64];
    inet_ntop(AF_INET, &links[i].address, address, sizeof address);
    at = mempcpy(at, field, snprintf(field, sizeof field, "%s %s", links[i].incoming ? "in" : "out", address));
    for (int what = 0; what < COUNTS; what++) {
      at = mempcpy(at, field, snprintf(field, sizeof field, " %s=%0*d", COUNT_NAMES[what], DIGITS, 0));
      links[i].last_digit[what] = at - 1;
    }
  }
  return text;
}

static struct nfq_handle *listen_on(int number) {
  struct nfq_handle *handle = nfq_open();
  if (handle == NULL) die("nfq_open");
  queue = nfq_create_queue(handle, number, on_packet, NULL);
  if (queue == NULL) die("nfq_create_queue");
  int whole = 0, single = 0;
  for (int i = 0; i < link_count; i++) {
    whole |= links[i].duplicate > 0 || links[i].corrupt > 0;
    single |= links[i].loss > 0 || links[i].rate_kbit > 0 || links[i].reorder > 0;
  }
  nfq_set_mode(queue, NFQNL_COPY_PACKET, whole ? 0xffff : sizeof(struct iphdr));
  // The kernel cuts large offloaded packets into those of the wire, unless only their time matters.
  if (!whole && !single) nfq_set_queue_flags(queue, NFQA_CFG_F_GSO, NFQA_CFG_F_GSO);
  nfq_set_queue_maxlen(queue, MAX_HELD);
  int fd = nfq_fd(handle), buffer = 16 << 20, on = 1;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer);
  setsockopt(fd, SOL_NETLINK, NETLINK_NO_ENOBUFS, &on, sizeof on);
  return handle;
}

static void into_background(char *counts) {
  pid_t child = fork();
  if (child < 0) die("fork");
  char field[32];
  if (child > 0) {
    memcpy(counts, field, snprintf(field, sizeof field, "pid=%d", child));
    _exit(0);
  }
  setsid();
  int null = open("/dev/null", O_RDWR);
  for (int fd = 0; fd <= 2; fd++) dup2(null, fd);
  prctl(PR_SET_TIMERSLACK, 1);
}

static void drain(struct nfq_handle *handle) {
  static char buffer[0x11000] __attribute__((aligned));
  for (int i = 0; i < 256; i++) {
    int length = recv(nfq_fd(handle), buffer, sizeof buffer, MSG_DONTWAIT);
    if (length <= 0) return;
    nfq_handle_packet(handle, buffer, length);
  }
}

int main(int argc, char **argv) {
  if (argc < 5) {
    fprintf(stderr, "usage: netem QUEUE PID FILE LINK...\n");
    return 64;
  }
  for (int i = 4; i < argc; i++) parse_link(argv[i]);
  uint64_t seed;
  if (getrandom(&seed, sizeof seed, 0) == sizeof seed) srand48((long)seed);
  heap = calloc(MAX_HELD, sizeof *heap);
  raw_socket = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
  if (heap == NULL || raw_socket < 0 || setsockopt(raw_socket, SOL_SOCKET, SO_MARK, &COPY_MARK, sizeof COPY_MARK) < 0)
    die("raw socket");
  int life = syscall(SYS_pidfd_open, atoi(argv[2]), 0);
  if (life < 0) die("pidfd_open");
  struct nfq_handle *handle = listen_on(atoi(argv[1]));
  into_background(map_counts(argv[3]));

  sigset_t term, none;
  sigemptyset(&none);
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  sigprocmask(SIG_BLOCK, &term, NULL);
  signal(SIGTERM, on_term);
  struct pollfd polled[2] = {{.fd = nfq_fd(handle), .events = POLLIN}, {.fd = life, .events = POLLIN}};
  while (!told_to_end) {
    for (int64_t now = now_ns(); held_count > 0 && heap[0].due <= now;) release(pop());
    struct timespec wait = {0};
    int64_t left = held_count > 0 ? heap[0].due - now_ns() : 0;
    if (left > 0) wait = (struct timespec){left / 1000000000, left % 1000000000};
    if (ppoll(polled, 2, held_count > 0 ? &wait : NULL, &none) < 0 && errno != EINTR) return 1;
    if (polled[1].revents != 0) return 0;
    if (polled[0].revents != 0) drain(handle);
  }
  while (held_count > 0) release(pop());
  letting_go = 1;
  drain(handle);
  return 0;
}
