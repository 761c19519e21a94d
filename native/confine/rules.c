/**
 * The file and port rules of Landlock, by what this kernel knows. Without truncation (before version 3) a file that may
 * only be read could be emptied: that is no wall, and refused.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "confine.h"

/* linux/landlock.h of an older system lacks the newer half: spelt out. */
enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446 };
enum { BENEATH_PATH = 1, NET_PORT = 2, OLDEST = 3 };

#define EXECUTE (1ULL << 0)
#define WRITE_FILE (1ULL << 1)
#define READ_FILE (1ULL << 2)
#define READ_DIR (1ULL << 3)
#define MAKE_CHAR (1ULL << 6)
#define MAKE_BLOCK (1ULL << 11)
#define TRUNCATE (1ULL << 14)
#define IOCTL_DEV (1ULL << 15)
#define RESOLVE_UNIX (1ULL << 16)
#define UP_TO_TRUNCATE ((1ULL << 15) - 1)
#define NET_BOTH 3ULL
#define NET_CONNECT 2ULL
#define SCOPE_BOTH 3ULL

struct ruleset {
  uint64_t files, net, scoped;
};
struct beneath {
  uint64_t access;
  int32_t fd;
} __attribute__((packed));
struct netPort {
  uint64_t access, port;
};

int landlockVersion(void) {
  long version = syscall(CREATE_RULESET, NULL, 0, 1);
  return version < 0 ? 0 : (int)version;
}

static void allow(int rules, const char *path, uint64_t access, uint64_t handled) {
  int fd = open(path, O_PATH | O_CLOEXEC);
  if (fd < 0) fail("cannot open", path);
  struct stat info;
  if (fstat(fd, &info) < 0) fail("cannot look at", path);
  /* A rule for a file may name only what can be done to a file. */
  uint64_t forFiles = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV | RESOLVE_UNIX;
  if (!S_ISDIR(info.st_mode)) access &= forFiles;
  struct beneath rule = {access & handled, fd};
  if (syscall(ADD_RULE, rules, BENEATH_PATH, &rule, 0) < 0) fail("no rule for", path);
  close(fd);
}

int openRules(const struct plan *plan) {
  int version = landlockVersion();
  if (version < OLDEST) fail("this kernel's Landlock is too old or switched off", "");
  struct ruleset set = {UP_TO_TRUNCATE, 0, 0};
  size_t size = sizeof set.files;
  if (version >= 4) set.net = NET_BOTH, size = 2 * sizeof set.files;
  if (version >= 5) set.files |= IOCTL_DEV;
  if (version >= 6) set.scoped = SCOPE_BOTH, size = sizeof set;
  if (version >= 9) set.files |= RESOLVE_UNIX;
  int rules = (int)syscall(CREATE_RULESET, &set, size, 0);
  if (rules < 0) fail("no ruleset", "");
  uint64_t read = EXECUTE | READ_FILE | READ_DIR;
  uint64_t write = (UP_TO_TRUNCATE & ~(MAKE_CHAR | MAKE_BLOCK)) | RESOLVE_UNIX;
  for (int i = 0; i < plan->reads.count; i++) allow(rules, plan->reads.at[i], read, set.files);
  for (int i = 0; i < plan->writes.count; i++) allow(rules, plan->writes.at[i], write, set.files);
  for (int i = 0; i < plan->devices.count; i++)
    allow(rules, plan->devices.at[i], READ_FILE | WRITE_FILE | IOCTL_DEV, set.files);
  if (set.net != 0 && plan->port > 0) {
    struct netPort rule = {NET_CONNECT, (uint64_t)plan->port};
    if (syscall(ADD_RULE, rules, NET_PORT, &rule, 0) < 0) fail("no rule for the port", "");
  }
  return rules;
}

void enterRules(int rules) {
  if (syscall(RESTRICT_SELF, rules, 0) < 0) fail("the kernel refuses the rules", "");
  close(rules);
}
