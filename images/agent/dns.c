// link:
// dns wrong|unknown|slow|stale DELAY_MS PID REPORT NAME=ADDRESS...: a name server at 127.0.0.12 that stands between
// resolvers and the engine's own at 127.0.0.11, which it asks for all names but those given. Those it answers with
// ADDRESS (wrong, stale), with "no such name" (unknown), or truly but DELAY_MS later (slow).
// Prints its pid and port once it listens. Ends when process PID ends; when terminated, after it has passed on truly
// what waits. REPORT: queries for the names that were answered, those among them that were misled. What is stale misleads only where the truth is another.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include "beside.h"

enum { MESSAGE_BYTES = 4096, HEADER_BYTES = 12, SLOTS = 1024, NAMES = 256, PATIENCE_MS = 5000, LAST_MS = 500 };
enum { TYPE_A = 1, NO_SUCH_NAME = 3 };

enum how { WRONG, UNKNOWN, SLOW, STALE };
static const char *const HOWS[] = {"wrong", "unknown", "slow", "stale"};

/* A query that waits: to be passed on, for the engine's answer, or for the truth to compare a stale answer with. */
enum state { FREE, HELD, ASKED, COMPARED };

struct query {
  enum state state;
  uint8_t generation;
  long long due_ms;
  struct sockaddr_in client;
  uint8_t id[2];
  uint32_t told;
  size_t length;
  uint8_t message[MESSAGE_BYTES];
};

struct name {
  char text[256];
  uint32_t address;
};

static struct query queries[SLOTS];
static struct name names[NAMES];
static int name_count, listener, upstream, out;
static unsigned long long answered, misled;
static volatile sig_atomic_t honest;

static long long now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static uint16_t number_at(const uint8_t *at) { return (uint16_t)(at[0] << 8 | at[1]); }

/* Reads the one question: its name in lower case, its type; gives where it ends, 0 where there is none to be read. */
static size_t question_of(const uint8_t *message, size_t length, char *text, uint16_t *type) {
  if (length < HEADER_BYTES || (message[2] & 0x80) != 0 || number_at(message + 4) != 1) return 0;
  size_t at = HEADER_BYTES, used = 0;
  while (at < length && message[at] != 0) {
    size_t label = message[at++];
    if (label > 63 || at + label > length || used + label + 2 > 256) return 0;
    if (used > 0) text[used++] = '.';
    for (size_t i = 0; i < label; i++) text[used++] = (char)tolower(message[at + i]);
    at += label;
  }
  text[used] = '\0';
  if (at + 5 > length) return 0;
  *type = number_at(message + at + 1);
  return at + 5;
}

static const struct name *find(const char *text) {
  for (int i = 0; i < name_count; i++)
    if (strcmp(names[i].text, text) == 0) return &names[i];
  return NULL;
}

static void count(int truth) {
  answered++;
  if (!truth) misled++;
  report(out, answered, misled);
}

/* Answers with an address, with none, or with an error. Nobody may keep it: it is false soon. */
static void answer(const struct query *query, size_t question_end, int code, const uint32_t *address) {
  uint8_t reply[MESSAGE_BYTES];
  memcpy(reply, query->message, question_end);
  reply[2] = (uint8_t)(0x80 | (query->message[2] & 0x01));
  reply[3] = (uint8_t)(0x80 | code);
  memset(reply + 6, 0, 6);
  size_t length = question_end;
  if (address != NULL) {
    const uint8_t record[] = {0xc0, HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4};
    reply[7] = 1;
    memcpy(reply + length, record, sizeof record);
    memcpy(reply + length + sizeof record, address, 4);
    length += sizeof record + 4;
  }
  sendto(listener, reply, length, 0, (const struct sockaddr *)&query->client, sizeof query->client);
}

/* Passes a query on under the number of its slot, and of the slot's use: a late answer to another one fits neither. */
static void ask(struct query *query, enum state state) {
  uint16_t id = htons((uint16_t)((query - queries) | (++query->generation & 63) << 10));
  memcpy(query->id, query->message, 2);
  memcpy(query->message, &id, 2);
  query->state = state;
  query->due_ms = now_ms() + PATIENCE_MS;
  // Nobody listens there any more: the asker will ask again.
  if (send(upstream, query->message, query->length, 0) < 0) query->due_ms = now_ms();
}

static struct query *free_slot(void) {
  for (int i = 0; i < SLOTS; i++)
    if (queries[i].state == FREE) return &queries[i];
  return NULL;
}

static void take_query(enum how how, long long delay_ms) {
  char text[256];
  uint16_t type = 0;
  static struct query dropped;
  struct query *free = free_slot(), *query = free == NULL ? &dropped : free;
  socklen_t size = sizeof query->client;
  ssize_t length = recvfrom(listener, query->message, MESSAGE_BYTES, 0, (struct sockaddr *)&query->client, &size);
  if (length < HEADER_BYTES || free == NULL) return;
  query->length = (size_t)length;
  size_t end = question_of(query->message, query->length, text, &type);
  const struct name *name = end == 0 || end + 16 > MESSAGE_BYTES ? NULL : find(text);
  if (name == NULL || honest) {
    ask(query, ASKED);
  } else if (how == SLOW) {
    query->state = HELD;
    query->due_ms = now_ms() + delay_ms;
  } else if (how == UNKNOWN) {
    answer(query, end, NO_SUCH_NAME, NULL);
    count(0);
  } else if (type != TYPE_A) {
    // Of other types the names have nothing.
    answer(query, end, 0, NULL);
  } else {
    answer(query, end, 0, &name->address);
    query->told = name->address;
    if (how == WRONG) count(0);
    else ask(query, COMPARED);
  }
}

/* Where a name in a message ends. */
static size_t skip_name(const uint8_t *message, size_t length, size_t at) {
  while (at < length && message[at] != 0) {
    if ((message[at] & 0xc0) != 0) return at + 2;
    at += message[at] + 1u;
  }
  return at + 1;
}

static int has_address(const uint8_t *message, size_t length, uint32_t address) {
  unsigned records = number_at(message + 6);
  size_t at = skip_name(message, length, HEADER_BYTES) + 4;
  for (; records > 0; records--) {
    at = skip_name(message, length, at);
    if (at + 10 > length) return 0;
    uint16_t type = number_at(message + at), data = number_at(message + at + 8);
    if (at + 10 + data > length) return 0;
    if (type == TYPE_A && data == 4 && memcmp(message + at + 10, &address, 4) == 0) return 1;
    at += 10u + data;
  }
  return 0;
}

static void take_answer(void) {
  uint8_t message[MESSAGE_BYTES];
  ssize_t length = recv(upstream, message, sizeof message, 0);
  if (length < HEADER_BYTES) return;
  struct query *query = &queries[number_at(message) % SLOTS];
  if ((query->generation & 63) != number_at(message) >> 10) return;
  if (query->state == ASKED) {
    memcpy(message, query->id, 2);
    sendto(listener, message, (size_t)length, 0, (struct sockaddr *)&query->client, sizeof query->client);
  } else if (query->state == COMPARED) {
    count(has_address(message, (size_t)length, query->told));
  }
  query->state = FREE;
}

/* What is due is passed on; what was compared in vain was misled: the truth is silence. Gives when to look again. */
static int pass_on(void) {
  long long next = PATIENCE_MS, now = now_ms();
  for (int i = 0; i < SLOTS; i++) {
    struct query *query = &queries[i];
    if (query->state == FREE) continue;
    if (query->due_ms <= now || (honest && query->state == HELD)) {
      if (query->state == COMPARED) count(0);
      if (query->state == HELD) {
        count(0);
        ask(query, ASKED);
      } else {
        query->state = FREE;
      }
    }
    if (query->state != FREE && query->due_ms - now < next) next = query->due_ms - now;
  }
  return next < 0 ? 0 : (int)next;
}

static int nobody_waits(void) {
  for (int i = 0; i < SLOTS; i++)
    if (queries[i].state != FREE) return 0;
  return 1;
}

static void be_honest(int signal) {
  (void)signal;
  honest = 1;
}

/* The engine's name server in this network namespace: the one socket that is bound to 127.0.0.11. */
static struct sockaddr_in engines_server(void) {
  struct sockaddr_in server = {.sin_family = AF_INET};
  char line[512];
  unsigned address, port;
  FILE *table = fopen("/proc/self/net/udp", "re");
  if (table == NULL) fail("/proc/self/net/udp");
  inet_pton(AF_INET, "127.0.0.11", &server.sin_addr);
  while (fgets(line, sizeof line, table) != NULL)
    if (sscanf(line, " %*d: %x:%x", &address, &port) == 2 && address == server.sin_addr.s_addr)
      server.sin_port = htons((uint16_t)port);
  fclose(table);
  if (server.sin_port == 0) {
    fprintf(stderr, "no name server of the engine's at 127.0.0.11: the container is on no network of its own\n");
    exit(1);
  }
  return server;
}

static void add_name(char *argument) {
  char *address = strchr(argument, '=');
  if (address == NULL || name_count == NAMES) {
    fprintf(stderr, "not a NAME=ADDRESS, or more than %d\n", NAMES);
    exit(64);
  }
  struct name *name = &names[name_count++];
  snprintf(name->text, sizeof name->text, "%.*s", (int)(address - argument), argument);
  for (char *letter = name->text; *letter != '\0'; letter++) *letter = (char)tolower(*letter);
  if (inet_pton(AF_INET, address + 1, &name->address) != 1) fail(argument);
}

int main(int argc, char **argv) {
  int how = 0;
  while (argc > 5 && how < 4 && strcmp(argv[1], HOWS[how]) != 0) how++;
  if (argc < 6 || how == 4) {
    fprintf(stderr, "usage: dns wrong|unknown|slow|stale DELAY_MS PID REPORT NAME=ADDRESS...\n");
    return 64;
  }
  for (int i = 5; i < argc; i++) add_name(argv[i]);
  int node = watch_end_of(argv[3]);
  out = open_report(argv[4]);
  struct sockaddr_in server = engines_server(), own = {.sin_family = AF_INET};
  socklen_t size = sizeof own;
  inet_pton(AF_INET, "127.0.0.12", &own.sin_addr);
  listener = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  upstream = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (bind(listener, (struct sockaddr *)&own, sizeof own) < 0) fail("bind");
  if (getsockname(listener, (struct sockaddr *)&own, &size) < 0) fail("getsockname");
  if (connect(upstream, (struct sockaddr *)&server, sizeof server) < 0) fail("connect");
  report(out, 0, 0);
  detach(ntohs(own.sin_port));
  signal(SIGTERM, be_honest);
  for (long long end = 0; end == 0 || (now_ms() < end && !nobody_waits());) {
    struct pollfd ready[] = {{listener, POLLIN, 0}, {upstream, POLLIN, 0}, {node, POLLIN, 0}};
    int patience_ms = pass_on();
    if (honest && end == 0) end = now_ms() + LAST_MS;
    poll(ready, 3, end > 0 && patience_ms > 10 ? 10 : patience_ms);
    if (ready[2].revents != 0) return 0;
    if (ready[1].revents != 0) take_answer();
    if (ready[0].revents != 0) take_query((enum how)how, atoll(argv[2]));
  }
}
