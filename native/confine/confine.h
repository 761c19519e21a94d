/**
 * What the parts of the launcher share: the plan that its arguments say, and one function per part. All state is the
 * plan's; nothing is allocated after the start.
 */
#ifndef CONFINE_H
#define CONFINE_H
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { MAX_PATHS = 64 };

/** calls: only the filter, inside namespaces. alone: nothing but files. watch: a supervisor stays. */
enum mode { MODE_CALLS, MODE_ALONE, MODE_WATCH };

struct paths {
  int count;
  const char *at[MAX_PATHS];
};

struct plan {
  enum mode mode;
  /** Folders with everything in them: an agent's own. */
  struct paths writes;
  /** Folders and files, to read and to execute. */
  struct paths reads;
  /** Terminals and the like: to read, to write, to control. */
  struct paths devices;
  /** Unix sockets outside its own folders that may be connected to; watch only. */
  struct paths sockets;
  /** On loopback; 0: none. */
  int port;
  /** Becomes this user; -1: stays who it is. */
  long uid;
  /** Who started us and dies with us; -1: nobody said. */
  long parent;
  char **command;
};

/** Version of Landlock in this kernel; 0: none. */
int landlockVersion(void);
/** A ruleset, before anything is given up. Prints and ends on failure. */
int openRules(const struct plan *plan);
void enterRules(int rules);
/** For good, this process and all it starts. Returns where notified calls are heard, or -1 (not MODE_WATCH). */
int filterCalls(enum mode mode);
/** Answers one notified call. */
void answerCall(int listener, const struct plan *plan);
/** A helper of answerCall that has ended. */
void forgetHelper(pid_t pid);
/** Until none is left that descends from this process. */
void killDescendants(void);

_Noreturn void fail(const char *what, const char *of);
#endif
