/**
 * Holds a program, and all that it starts, by Landlock and a filter of system calls, without namespaces and without
 * privileges. `watch` stays as its supervisor: it answers what the filter asks, and when the program ends, when it is told
 * to (SIGTERM), or when whoever started it dies, nothing of it is left.
 *
 *   confine version                           prints the version of Landlock here
 *   confine calls -- PROGRAM …                only the filter: for use inside namespaces
 *   confine alone OPTIONS -- PROGRAM …        files only, no socket
 *   confine watch OPTIONS -- PROGRAM …
 *     --write DIR  --read PATH  --device PATH  --socket PATH  --port N  --uid N  --parent PID
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "confine.h"

enum { PIDFD_OPEN = 434, CLOSE_RANGE = 436, PIDFD_GETFD = 438, CANNOT = 125 };

void fail(const char *what, const char *of) {
  dprintf(2, "confine: %s%s%s (%s)\n", what, *of ? " " : "", of, strerror(errno));
  _exit(CANNOT);
}

static void add(struct paths *paths, const char *path) {
  if (paths->count == MAX_PATHS) fail("too many paths, at", path);
  paths->at[paths->count++] = path;
}

static long number(const char *text) {
  char *rest;
  long value = strtol(text, &rest, 10);
  if (*text == 0 || *rest != 0 || value < 0) fail("no number:", text);
  return value;
}

static struct plan parse(int argc, char **argv) {
  struct plan plan = {.uid = -1, .parent = -1};
  const char *mode = argc > 1 ? argv[1] : "";
  if (strcmp(mode, "calls") == 0) plan.mode = MODE_CALLS;
  else if (strcmp(mode, "alone") == 0) plan.mode = MODE_ALONE;
  else if (strcmp(mode, "watch") == 0) plan.mode = MODE_WATCH;
  else fail("unknown mode", mode);
  int i = 2;
  for (; i + 1 < argc && strcmp(argv[i], "--") != 0; i += 2) {
    const char *name = argv[i], *value = argv[i + 1];
    if (strcmp(name, "--write") == 0) add(&plan.writes, value);
    else if (strcmp(name, "--read") == 0) add(&plan.reads, value);
    else if (strcmp(name, "--device") == 0) add(&plan.devices, value);
    else if (strcmp(name, "--socket") == 0) add(&plan.sockets, value);
    else if (strcmp(name, "--port") == 0) plan.port = (int)number(value);
    else if (strcmp(name, "--uid") == 0) plan.uid = number(value);
    else if (strcmp(name, "--parent") == 0) plan.parent = number(value);
    else fail("unknown option", name);
  }
  if (i + 1 >= argc || strcmp(argv[i], "--") != 0) fail("no program after --", "");
  plan.command = argv + i + 1;
  return plan;
}

static void dieWithParent(const struct plan *plan, int signal) {
  if (prctl(PR_SET_PDEATHSIG, signal) < 0) fail("cannot be tied to the parent", "");
  if (plan->parent >= 0 && getppid() != plan->parent) fail("the parent has gone", "");
}

/** Everything is given up but the program's standard streams. */
static void giveUp(const struct plan *plan) {
  if (plan->uid >= 0) {
    uid_t uid = (uid_t)plan->uid;
    if (setgroups(0, NULL) < 0 || setresgid(uid, uid, uid) < 0 || setresuid(uid, uid, uid) < 0)
      fail("cannot become another user", "");
  }
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) fail("cannot give up new privileges", "");
}

_Noreturn static void start(char **command) {
  if (syscall(CLOSE_RANGE, 3, ~0U, 0) < 0) fail("cannot close what is open", "");
  execvp(command[0], command);
  dprintf(2, "confine: cannot start %s (%s)\n", command[0], strerror(errno));
  _exit(errno == ENOENT ? 127 : 126);
}

static void confined(const struct plan *plan, int rules, int tell, int told) {
  int listener;
  char ready;
  giveUp(plan);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) fail("cannot be tied to the supervisor", "");
  enterRules(rules);
  listener = filterCalls(MODE_WATCH);
  if (write(tell, &listener, sizeof listener) != sizeof listener) fail("no supervisor", "");
  if (read(told, &ready, 1) != 1) fail("no supervisor", "");
  start(plan->command);
}

/** The listener was made by the child: it says its number and waits until it is ours. */
static int takeListener(pid_t child, int hear, int say) {
  int number, handle = (int)syscall(PIDFD_OPEN, child, 0);
  if (handle < 0 || read(hear, &number, sizeof number) != sizeof number) return -1;
  int listener = (int)syscall(PIDFD_GETFD, handle, number, 0);
  if (listener < 0) fail("the kernel lets nobody supervise here", "");
  fcntl(listener, F_SETFD, FD_CLOEXEC);
  close(handle);
  if (write(say, "", 1) != 1) return -1;
  return listener;
}

static int codeOf(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/** Until the program has ended or the end is asked for; returns its exit code. */
static int supervise(const struct plan *plan, pid_t child, int listener, int signals) {
  struct pollfd on[2] = {{.fd = signals, .events = POLLIN}, {.fd = listener, .events = POLLIN}};
  for (;;) {
    if (poll(on, 2, -1) < 0 && errno != EINTR) fail("cannot wait", "");
    struct signalfd_siginfo info;
    if ((on[0].revents & POLLIN) && read(signals, &info, sizeof info) == sizeof info) {
      if (info.ssi_signo != SIGCHLD) return 128 + (int)info.ssi_signo;
      int status;
      for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0; forgetHelper(pid))
        if (pid == child) return codeOf(status);
    }
    if (on[1].revents & POLLIN) answerCall(listener, plan);
    else if (on[1].revents != 0) on[1].fd = -1;
  }
}

static int watch(const struct plan *plan) {
  int rules = openRules(plan), there[2], back[2];
  sigset_t held, before;
  sigemptyset(&held);
  sigaddset(&held, SIGCHLD);
  sigaddset(&held, SIGTERM);
  sigaddset(&held, SIGHUP);
  if (sigprocmask(SIG_BLOCK, &held, &before) < 0) fail("cannot hold signals", "");
  if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) fail("cannot adopt", "");
  dieWithParent(plan, SIGTERM);
  int signals = signalfd(-1, &held, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals < 0 || pipe2(there, O_CLOEXEC) < 0 || pipe2(back, O_CLOEXEC) < 0) fail("no pipe", "");
  pid_t child = fork();
  if (child < 0) fail("cannot fork", "");
  if (child == 0) {
    sigprocmask(SIG_SETMASK, &before, NULL);
    confined(plan, rules, there[1], back[0]);
  }
  /* What a terminal sends is the program's to answer. */
  const int theirs[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE};
  for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++) signal(theirs[i], SIG_IGN);
  close(rules);
  close(there[1]);
  close(back[0]);
  int listener = takeListener(child, there[0], back[1]);
  int code = listener < 0 ? CANNOT : supervise(plan, child, listener, signals);
  killDescendants();
  return code;
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "version") == 0) {
    printf("%d\n", landlockVersion());
    return 0;
  }
  struct plan plan = parse(argc, argv);
  if (plan.mode == MODE_WATCH) return watch(&plan);
  int rules = plan.mode == MODE_ALONE ? openRules(&plan) : -1;
  giveUp(&plan);
  dieWithParent(&plan, SIGKILL);
  if (rules >= 0) enterRules(rules);
  filterCalls(plan.mode);
  start(plan.command);
}
