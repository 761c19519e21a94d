/**
 * Ends everything that descends from this process. As its subreaper it is the parent of whatever lost its own, so the tree
 * in /proc is whole: a session of one's own, a double fork or a closed terminal is no way out. First all are stopped, so
 * that nobody forks while the list is read, then killed, until a list is empty.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "confine.h"

/* Rounds: some ten seconds; what the kernel itself holds on to can't be ended by anybody. */
enum { MAX_PROCESSES = 32768, MAX_ROUNDS = 10000 };
static struct {
  pid_t pid, parent;
  bool ours;
} seen[MAX_PROCESSES];
static int count;

static void look(void) {
  count = 0;
  DIR *all = opendir("/proc");
  if (all == NULL) return;
  for (struct dirent *entry; (entry = readdir(all)) != NULL && count < MAX_PROCESSES;) {
    int pid = atoi(entry->d_name), parent = 0;
    char name[64], text[512], state = 0;
    if (pid <= 0) continue;
    snprintf(name, sizeof name, "/proc/%d/stat", pid);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    if (length <= 0) continue;
    text[length] = 0;
    char *rest = strrchr(text, ')'); /* a name may hold anything */
    if (rest == NULL || sscanf(rest + 1, " %c %d", &state, &parent) != 2) continue;
    if (state == 'Z' || state == 'X') continue;
    seen[count].pid = pid;
    seen[count].parent = parent;
    seen[count++].ours = parent == getpid();
  }
  closedir(all);
  for (bool more = true; more;) {
    more = false;
    for (int i = 0; i < count; i++)
      for (int j = 0; !seen[i].ours && j < count; j++)
        if (seen[j].ours && seen[j].pid == seen[i].parent) seen[i].ours = more = true;
  }
}

static int sendAll(int signal) {
  int sent = 0;
  for (int i = 0; i < count; i++)
    if (seen[i].ours && kill(seen[i].pid, signal) == 0) sent++;
  return sent;
}

void killDescendants(void) {
  for (int round = 0; round < MAX_ROUNDS; round++) {
    look();
    if (sendAll(SIGSTOP) == 0) return;
    sendAll(SIGKILL);
    while (waitpid(-1, NULL, WNOHANG) > 0) {
    }
    const struct timespec moment = {0, 500 * 1000};
    nanosleep(&moment, NULL);
  }
}
