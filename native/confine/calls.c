/**
 * The filter of system calls. What Landlock does not hold is refused here (other kinds of sockets, owners and attributes
 * of files, other processes' limits) or, where the answer depends on what a pointer leads to, heard by the supervisor.
 * A call that is newer than this file does not exist.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "confine.h"

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#else
#error "no table of system calls for this processor"
#endif

/* Numbers that are the same everywhere, and missing in an older system's headers. */
enum {
  OPEN_TREE = 428, FSPICK = 433, CLONE3 = 435, MOUNT_SETATTR = 442, QUOTACTL_FD = 443,
  FCHMODAT2 = 452, SETXATTRAT = 463, REMOVEXATTRAT = 466, OPEN_TREE_ATTR = 467,
  FILE_SETATTR = 469, NEWEST = 469,
};
enum { FAST_OPEN = 0x20000000, TYPE_MASK = 0xf };

enum { ROOM = 512 };
static struct sock_filter code[ROOM];
static int used;

static void emit(uint16_t op, uint32_t k, uint8_t yes, uint8_t no) {
  if (used >= ROOM) fail("the filter is too long", "");
  code[used++] = (struct sock_filter){op, yes, no, k};
}
static void load(size_t offset) { emit(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0); }
static void loadNumber(void) { load(offsetof(struct seccomp_data, nr)); }
/** The low half: flags, types and process ids are 32 bits wide to the kernel. */
static void loadArg(int arg) { load(offsetof(struct seccomp_data, args) + 8 * (size_t)arg); }
static void answer(uint32_t what) { emit(BPF_RET | BPF_K, what, 0, 0); }
static uint32_t no(int error) { return SECCOMP_RET_ERRNO | (uint32_t)error; }

static void refuse(long call, int error) {
  emit(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 1);
  answer(no(error));
}
#define REFUSE(error, ...)                                              \
  do {                                                                  \
    const long calls[] = {__VA_ARGS__};                                 \
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) refuse(calls[i], error); \
  } while (0)

/** What stands between begin and end is for one call only and ends with the number loaded again. */
static int begin(long call) {
  emit(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 0);
  return used - 1;
}
static void end(int jump) {
  loadNumber();
  code[jump].jf = (uint8_t)(used - jump - 1);
}
/** Refuses when an argument has one of the bits (of `op` BPF_JSET), or is the value (BPF_JEQ). */
static void refuseArg(long call, int arg, uint16_t op, uint32_t value) {
  int jump = begin(call);
  loadArg(arg);
  emit(BPF_JMP | op | BPF_K, value, 0, 1);
  answer(no(EPERM));
  end(jump);
}
/** Refuses what is not aimed at the caller itself (0). */
static void refuseOthers(long call, int arg) {
  int jump = begin(call);
  loadArg(arg);
  emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
  answer(no(EPERM));
  end(jump);
}

/** Namespaces, mounts, the kernel itself, and io_uring, which would do any call past this filter. */
static void refuseKernel(void) {
  REFUSE(EPERM, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_unshare, SYS_setns,
         SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_keyctl, SYS_add_key, SYS_request_key,
         SYS_open_by_handle_at, SYS_kexec_load, SYS_init_module, SYS_finit_module,
         SYS_delete_module, SYS_reboot, SYS_swapon, SYS_swapoff, SYS_acct, SYS_quotactl,
         QUOTACTL_FD, SYS_syslog, SYS_settimeofday, SYS_clock_settime, SYS_clock_adjtime,
         SYS_adjtimex, SYS_fanotify_init, SYS_vhangup, MOUNT_SETATTR, OPEN_TREE_ATTR,
         SYS_sethostname, SYS_setdomainname);
  for (long call = OPEN_TREE; call <= FSPICK; call++) refuse(call, EPERM);
#if defined(__x86_64__)
  REFUSE(EPERM, SYS_iopl, SYS_ioperm, SYS_kexec_file_load, SYS_modify_ldt);
#endif
  /* Its flags lie behind a pointer; callers then use clone. */
  REFUSE(ENOSYS, CLONE3, 425, 426, 427 /* io_uring */);
  refuseArg(SYS_clone, 0, BPF_JSET,
            CLONE_NEWNS | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC |
                CLONE_NEWUTS | CLONE_NEWCGROUP);
  refuseArg(SYS_ioctl, 1, BPF_JEQ, TIOCSTI);
  refuseArg(SYS_ioctl, 1, BPF_JEQ, 0x541c /* TIOCLINUX */);
}

/** What the same user's other processes and files would suffer, which namespaces keep away and Landlock does not. */
static void refuseNeighbours(void) {
  REFUSE(EPERM, SYS_fchown, SYS_fchownat, SYS_shmget, SYS_msgget, SYS_semget, SYS_mq_open,
         SYS_mq_unlink, SYS_migrate_pages, SYS_move_pages);
  REFUSE(EOPNOTSUPP, SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr,
         SYS_lremovexattr, SYS_fremovexattr, SETXATTRAT, REMOVEXATTRAT, FILE_SETATTR);
  REFUSE(ENOSYS, FCHMODAT2);
#if defined(__x86_64__)
  REFUSE(EPERM, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat);
#endif
  refuseOthers(SYS_prlimit64, 0);
  refuseOthers(SYS_setpriority, 1);
  refuseOthers(SYS_ioprio_set, 1);
  refuseOthers(SYS_sched_setscheduler, 0);
  refuseOthers(SYS_sched_setparam, 0);
  refuseOthers(SYS_sched_setattr, 0);
  refuseOthers(SYS_sched_setaffinity, 0);
  refuseArg(SYS_sendto, 3, BPF_JSET, FAST_OPEN);
  refuseArg(SYS_sendmsg, 2, BPF_JSET, FAST_OPEN);
  refuseArg(SYS_sendmmsg, 3, BPF_JSET, FAST_OPEN);
}

/** TCP, streams between processes, and the kernel's list of routes; no datagrams, no raw packets, no MPTCP. */
static void narrowSockets(void) {
  const uint16_t is = BPF_JMP | BPF_JEQ | BPF_K, mask = BPF_ALU | BPF_AND | BPF_K;
  int jump = begin(SYS_socket);
  loadArg(0);
  emit(is, AF_UNIX, 0, 5);
  loadArg(1);
  emit(mask, TYPE_MASK, 0, 0);
  emit(is, SOCK_DGRAM, 0, 1); /* would need no connection */
  answer(no(EPERM));
  answer(SECCOMP_RET_ALLOW);
  emit(is, AF_NETLINK, 0, 4);
  loadArg(2);
  emit(is, 0, 0, 1); /* NETLINK_ROUTE */
  answer(SECCOMP_RET_ALLOW);
  answer(no(EPERM));
  emit(is, AF_INET, 2, 0);
  emit(is, AF_INET6, 1, 0);
  answer(no(EPERM));
  loadArg(1);
  emit(mask, TYPE_MASK, 0, 0);
  emit(is, SOCK_STREAM, 1, 0);
  answer(no(EPERM));
  loadArg(2);
  emit(is, 0, 2, 0);
  emit(is, 6 /* IPPROTO_TCP */, 1, 0);
  answer(no(EPERM));
  answer(SECCOMP_RET_ALLOW);
  end(jump);
  jump = begin(SYS_socketpair);
  loadArg(1);
  emit(mask, TYPE_MASK, 0, 0);
  emit(is, SOCK_DGRAM, 0, 1);
  answer(no(EPERM));
  end(jump);
}

static void hear(long call) {
  emit(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 1);
  answer(SECCOMP_RET_USER_NOTIF);
}

int filterCalls(enum mode mode) {
  load(offsetof(struct seccomp_data, arch));
  emit(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
  answer(no(ENOSYS));
  loadNumber();
  emit(BPF_JMP | BPF_JGT | BPF_K, NEWEST, 0, 1);
  answer(no(ENOSYS));
  refuseKernel();
  if (mode != MODE_CALLS) refuseNeighbours();
  if (mode == MODE_WATCH) {
    narrowSockets();
    hear(SYS_connect);
    hear(SYS_listen);
    hear(SYS_fchmod);
    hear(SYS_fchmodat);
    hear(SYS_utimensat);
#if defined(__x86_64__)
    hear(SYS_chmod);
#endif
  }
  if (mode == MODE_ALONE) {
    /* Without sessions and groups of its own, killing its group ends all of it. */
    REFUSE(EPERM, SYS_socket, SYS_connect, SYS_listen, SYS_fchmod, SYS_fchmodat, SYS_utimensat,
           SYS_setsid, SYS_setpgid);
#if defined(__x86_64__)
    refuse(SYS_chmod, EPERM);
#endif
  }
  answer(SECCOMP_RET_ALLOW);
  struct sock_fprog program = {(unsigned short)used, code};
  long flags = mode == MODE_WATCH ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0;
  long heard = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
  if (heard < 0) fail("the kernel refuses the filter of system calls", "");
  return mode == MODE_WATCH ? (int)heard : -1;
}
