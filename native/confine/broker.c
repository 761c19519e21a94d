/**
 * Does for the confined what needs a look behind a pointer: connections, listening, modes and times of files. The
 * supervisor reads the call's words once, decides, and acts itself on what it has looked at, so that nothing can be
 * swapped after the decision; a call is never let through as it is.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "confine.h"

enum { PIDFD_OPEN = 434, PIDFD_GETFD = 438, MAX_HELPERS = 64, PATH_ROOM = 4096 };

static pid_t helpers[MAX_HELPERS];

void forgetHelper(pid_t pid) {
  for (int i = 0; i < MAX_HELPERS; i++)
    if (helpers[i] == pid) helpers[i] = 0;
}

/** Of a thread, its process. */
static pid_t processOf(pid_t thread) {
  char name[64], text[2048];
  snprintf(name, sizeof name, "/proc/%d/status", thread);
  int fd = open(name, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
  if (fd >= 0) close(fd);
  if (length <= 0) return -1;
  text[length] = 0;
  char *at = strstr(text, "\nTgid:");
  return at == NULL ? -1 : (pid_t)atoi(at + 6);
}

/** The caller's descriptor as one of ours, or -errno. */
static int fetch(pid_t thread, int fd) {
  pid_t process = processOf(thread);
  int handle = process <= 0 ? -1 : (int)syscall(PIDFD_OPEN, process, 0);
  if (handle < 0) return -ESRCH;
  int copy = (int)syscall(PIDFD_GETFD, handle, fd, 0);
  int error = errno;
  close(handle);
  return copy < 0 ? -error : copy;
}

static bool readWords(pid_t thread, uint64_t from, void *to, size_t length) {
  struct iovec here = {to, length}, there = {(void *)(uintptr_t)from, length};
  return process_vm_readv(thread, &here, 1, &there, 1, 0) == (ssize_t)length;
}

/** Up to the zero, page by page: what follows may not be mapped. */
static int readPath(pid_t thread, uint64_t from, char *path) {
  for (size_t have = 0; have < PATH_ROOM;) {
    size_t piece = 256 - (from + have) % 256;
    if (piece > PATH_ROOM - have) piece = PATH_ROOM - have;
    if (!readWords(thread, from + have, path + have, piece)) return -EFAULT;
    if (memchr(path + have, 0, piece) != NULL) return 0;
    have += piece;
  }
  return -ENAMETOOLONG;
}

/** What the caller's path leads to, as a handle to it and nothing else; or -errno. */
static int openPath(pid_t thread, int dir, const char *path, bool follow) {
  int base = -1;
  if (path[0] == 0) return -ENOENT;
  if (path[0] != '/') {
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/cwd", thread);
    base = dir == AT_FDCWD ? open(name, O_PATH | O_CLOEXEC) : fetch(thread, dir);
    if (base < 0) return dir == AT_FDCWD ? -errno : base;
  }
  int fd = openat(base, path, O_PATH | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
  int error = errno;
  if (base >= 0) close(base);
  return fd < 0 ? -error : fd;
}

static bool within(const struct paths *paths, const char *path, bool below) {
  for (int i = 0; i < paths->count; i++) {
    size_t length = strlen(paths->at[i]);
    if (strncmp(path, paths->at[i], length) != 0) continue;
    if (path[length] == 0 || (below && path[length] == '/')) return true;
  }
  return false;
}

/** The real path behind a descriptor. */
static bool nameOf(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_ROOM - 1);
  if (length <= 0) return false;
  path[length] = 0;
  return path[0] == '/';
}

/** Lies in a folder of the agent's own, and is the agent's own. */
static bool isOwn(int fd, const struct plan *plan) {
  static char path[PATH_ROOM];
  struct stat info;
  if (!nameOf(fd, path) || !within(&plan->writes, path, true)) return false;
  return plan->uid < 0 || (fstat(fd, &info) == 0 && (long)info.st_uid == plan->uid);
}

static int changeMode(int fd, uint64_t mode, const struct plan *plan) {
  char link[64];
  if (fd < 0) return fd;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  int said = (mode & 06000) != 0 || !isOwn(fd, plan) ? -EPERM : chmod(link, mode & 07777) < 0 ? -errno : 0;
  close(fd);
  return said;
}

static int changeTimes(pid_t thread, const uint64_t *args, const struct plan *plan) {
  static char path[PATH_ROOM];
  struct timespec times[2];
  if (args[2] != 0 && !readWords(thread, args[2], times, sizeof times)) return -EFAULT;
  int flags = (int)args[3], fd;
  if ((flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0) return -EINVAL;
  int failed = args[1] == 0 ? 0 : readPath(thread, args[1], path);
  if (failed != 0) return failed;
  bool itself = args[1] == 0 || (path[0] == 0 && (flags & AT_EMPTY_PATH) != 0);
  if (itself) fd = fetch(thread, (int)args[0]);
  else fd = openPath(thread, (int)args[0], path, (flags & AT_SYMLINK_NOFOLLOW) == 0);
  if (fd < 0) return fd;
  int said = -EPERM;
  if (isOwn(fd, plan))
    said = utimensat(fd, "", args[2] == 0 ? NULL : times, AT_EMPTY_PATH) < 0 ? -errno : 0;
  close(fd);
  return said;
}

/** Whether an internet address is the one port that may be reached. */
static bool isGateway(const struct sockaddr_storage *to, socklen_t length, int port) {
  if (port <= 0) return false;
  if (to->ss_family == AF_INET && length >= sizeof(struct sockaddr_in)) {
    const struct sockaddr_in *v4 = (const void *)to;
    return v4->sin_addr.s_addr == htonl(INADDR_LOOPBACK) && ntohs(v4->sin_port) == port;
  }
  if (to->ss_family == AF_INET6 && length >= sizeof(struct sockaddr_in6)) {
    const struct sockaddr_in6 *v6 = (const void *)to;
    static const uint8_t mapped[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 127, 0, 0, 1};
    bool here = IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr) || memcmp(&v6->sin6_addr, mapped, 16) == 0;
    return here && ntohs(v6->sin6_port) == port;
  }
  return false;
}

/** Turns a Unix address into one that leads to exactly what was looked at; `*held` is open until the connection is. */
static int pinUnix(pid_t thread, struct sockaddr_un *to, socklen_t *length, int *held, const struct plan *plan) {
  static char path[PATH_ROOM];
  size_t room = *length - offsetof(struct sockaddr_un, sun_path);
  if (to->sun_family != AF_UNIX || *length <= offsetof(struct sockaddr_un, sun_path)) return -EINVAL;
  if (to->sun_path[0] == 0) return -EACCES; /* the abstract ones belong to everybody */
  char said[sizeof to->sun_path + 1] = {0};
  memcpy(said, to->sun_path, room > sizeof to->sun_path ? sizeof to->sun_path : room);
  int fd = openPath(thread, AT_FDCWD, said, true);
  if (fd < 0) return fd;
  bool may = nameOf(fd, path) && (within(&plan->writes, path, true) || within(&plan->sockets, path, false));
  if (!may) {
    close(fd);
    return -EACCES;
  }
  int wrote = snprintf(to->sun_path, sizeof to->sun_path, "/proc/self/fd/%d", fd);
  *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)wrote + 1);
  *held = fd;
  return 0;
}

static void reply(int listener, uint64_t id, int said) {
  struct seccomp_notif_resp answer = {.id = id, .error = said < 0 ? said : 0};
  ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

/** A connection may have to wait: a helper does it and answers. */
static int connectIt(int listener, const struct seccomp_notif *call, const struct plan *plan) {
  struct sockaddr_storage to = {0};
  socklen_t length = (socklen_t)call->data.args[2];
  if (length < sizeof to.ss_family || length > sizeof to) return -EINVAL;
  if (!readWords((pid_t)call->pid, call->data.args[1], &to, length)) return -EFAULT;
  int slot = 0, domain = -1, held = -1, said = -EACCES;
  while (slot < MAX_HELPERS && helpers[slot] != 0) slot++;
  if (slot == MAX_HELPERS) return -EAGAIN;
  int fd = fetch((pid_t)call->pid, (int)call->data.args[0]);
  if (fd < 0) return fd;
  socklen_t size = sizeof domain;
  if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) < 0) said = -errno;
  else if (domain == AF_UNIX) said = pinUnix((pid_t)call->pid, (void *)&to, &length, &held, plan);
  else if (domain == to.ss_family && isGateway(&to, length, plan->port)) said = 0;
  if (said == 0 && ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &call->id) < 0) said = -ESRCH;
  if (said == 0) {
    pid_t helper = fork();
    if (helper == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      reply(listener, call->id, connect(fd, (void *)&to, length) < 0 ? -errno : 0);
      _exit(0);
    }
    if (helper > 0) helpers[slot] = helper;
    said = helper < 0 ? -EAGAIN : 1;
  }
  if (held >= 0) close(held);
  close(fd);
  return said;
}

/** Streams between the agent's own processes, never a port. */
static int listenIt(const struct seccomp_notif *call) {
  int domain = -1, fd = fetch((pid_t)call->pid, (int)call->data.args[0]);
  if (fd < 0) return fd;
  socklen_t size = sizeof domain;
  int said = getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) < 0 ? -errno : -EACCES;
  if (domain == AF_UNIX) said = listen(fd, (int)call->data.args[1]) < 0 ? -errno : 0;
  close(fd);
  return said;
}

static int changeModeAt(pid_t thread, int dir, uint64_t from, uint64_t mode, const struct plan *plan) {
  static char path[PATH_ROOM];
  int failed = readPath(thread, from, path);
  return failed != 0 ? failed : changeMode(openPath(thread, dir, path, true), mode, plan);
}

/** 1: a helper answers. */
static int decide(int listener, const struct seccomp_notif *call, const struct plan *plan) {
  const uint64_t *args = (const uint64_t *)call->data.args;
  pid_t thread = (pid_t)call->pid;
  switch (call->data.nr) {
    case SYS_connect: return connectIt(listener, call, plan);
    case SYS_listen: return listenIt(call);
    case SYS_fchmod: return changeMode(fetch(thread, (int)args[0]), args[1], plan);
    case SYS_fchmodat: return changeModeAt(thread, (int)args[0], args[1], args[2], plan);
    case SYS_utimensat: return changeTimes(thread, args, plan);
#if defined(__x86_64__)
    case SYS_chmod: return changeModeAt(thread, AT_FDCWD, args[0], args[1], plan);
#endif
    default: return -ENOSYS;
  }
}

void answerCall(int listener, const struct plan *plan) {
  struct seccomp_notif call;
  memset(&call, 0, sizeof call);
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) < 0) return; /* the caller has gone */
  int said = decide(listener, &call, plan);
  if (said != 1) reply(listener, call.id, said);
}
