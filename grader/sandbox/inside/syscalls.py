"""Numbers of the system calls that a job is refused, for each architecture."""

from __future__ import annotations

from dataclasses import dataclass

# New since the two tables were unified: the same number everywhere.
EVERYWHERE = {
    "pidfd_getfd": 438, "process_madvise": 440, "mount_setattr": 442, "quotactl_fd": 443, "open_tree": 428,
    "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433, "io_uring_setup": 425,
    "io_uring_enter": 426, "io_uring_register": 427, "memfd_secret": 447, "listmount": 458, "statmount": 457,
    "lsm_set_self_attr": 460, "mseal": 462, "setxattrat": 463, "removexattrat": 466,
}  # fmt: skip

X86_64 = {
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "unshare": 272,
    "setns": 308,
    "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "bpf": 321, "perf_event_open": 298,
    "userfaultfd": 323, "keyctl": 250, "add_key": 248, "request_key": 249, "kexec_load": 246,
    "kexec_file_load": 320,
    "init_module": 175, "finit_module": 313, "delete_module": 176, "reboot": 169, "swapon": 167,
    "swapoff": 168,
    "acct": 163, "quotactl": 179, "open_by_handle_at": 304, "name_to_handle_at": 303, "syslog": 103,
    "settimeofday": 164, "clock_settime": 227, "adjtimex": 159, "clock_adjtime": 305, "personality": 135,
    "move_pages": 279, "migrate_pages": 256, "mbind": 237, "set_mempolicy": 238, "lookup_dcookie": 212,
    "vhangup": 153, "sethostname": 170, "setdomainname": 171, "fanotify_init": 300, "memfd_create": 319,
    "modify_ldt": 154, "iopl": 172, "ioperm": 173, "nfsservctl": 180, "uselib": 134, "sysfs": 139,
    "ustat": 136,
    # What would carry data out of a check: things that outlive a process, and settings of another process.
    "shmget": 29, "shmat": 30, "shmctl": 31, "semget": 64, "semop": 65, "semctl": 66, "semtimedop": 220,
    "msgget": 68, "msgsnd": 69, "msgrcv": 70, "msgctl": 71, "mq_open": 240, "mq_unlink": 241,
    "connect": 42, "bind": 49, "mknod": 133, "mknodat": 259,
    "inotify_init": 253, "inotify_init1": 294, "inotify_add_watch": 254,
    "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190,
    "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199,
    "setpriority": 141, "sched_setaffinity": 203, "sched_setscheduler": 144, "sched_setparam": 142,
    "sched_setattr": 314, "ioprio_set": 251, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297,
}  # fmt: skip

AARCH64 = {
    "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272, "unshare": 97,
    "setns": 268,
    "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "bpf": 280, "perf_event_open": 241,
    "userfaultfd": 282, "keyctl": 219, "add_key": 217, "request_key": 218, "kexec_load": 104,
    "kexec_file_load": 294,
    "init_module": 105, "finit_module": 273, "delete_module": 106, "reboot": 142, "swapon": 224,
    "swapoff": 225,
    "acct": 89, "quotactl": 60, "open_by_handle_at": 265, "name_to_handle_at": 264, "syslog": 116,
    "settimeofday": 170, "clock_settime": 112, "adjtimex": 171, "clock_adjtime": 266, "personality": 92,
    "move_pages": 239, "migrate_pages": 238, "mbind": 235, "set_mempolicy": 237, "lookup_dcookie": 18,
    "vhangup": 58, "sethostname": 161, "setdomainname": 162, "fanotify_init": 262, "memfd_create": 279,
    "shmget": 194, "shmat": 196, "shmctl": 195, "semget": 190, "semop": 193, "semctl": 191, "semtimedop": 192,
    "msgget": 186, "msgsnd": 189, "msgrcv": 188, "msgctl": 187, "mq_open": 180, "mq_unlink": 181,
    "connect": 203, "bind": 200, "mknodat": 33, "inotify_init1": 26, "inotify_add_watch": 27,
    "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "removexattr": 14, "lremovexattr": 15, "fremovexattr": 16,
    "setpriority": 140, "sched_setaffinity": 122, "sched_setscheduler": 119, "sched_setparam": 118,
    "sched_setattr": 274, "ioprio_set": 30, "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240,
}  # fmt: skip

# Refused only where Landlock stands in the place of namespaces: what it does not mediate, and what reaches other
# processes of the same user.
FENCED_EVERYWHERE = {"fchmodat2": 452, "file_setattr": 469}
FENCED_X86_64 = {
    "chmod": 90, "fchmod": 91, "fchmodat": 268, "chown": 92, "fchown": 93, "lchown": 94, "fchownat": 260,
    "utime": 132, "utimes": 235, "futimesat": 261, "utimensat": 280, "truncate": 76,
}  # fmt: skip
FENCED_AARCH64 = {"fchmod": 52, "fchmodat": 53, "fchown": 55, "fchownat": 54, "utimensat": 88, "truncate": 45}
# Signals: only to the sender itself where Landlock does not confine them.
SIGNALS_X86_64 = {"kill": 62, "tkill": 200, "tgkill": 234, "pidfd_send_signal": 424}
SIGNALS_AARCH64 = {"kill": 129, "tkill": 130, "tgkill": 131, "pidfd_send_signal": 424}


@dataclass(frozen=True)
class Architecture:
    """What a filter must know of one architecture.

    Parameters
    ----------
    audit : int
        The kernel's AUDIT_ARCH value.
    denied : tuple of int
        Calls that fail with EPERM.
    clone, clone3, ioctl : int
        Calls whose arguments decide.
    socket : int
        The call that fails with EACCES.
    fenced : tuple of int
        More calls that fail with EPERM where Landlock stands in the place of namespaces.
    signals : tuple of int
        Calls that send signals, the receiver as first argument.
    socketpair, setsockopt, prlimit, fcntl, open, openat, openat2 : int
        More calls whose arguments decide; -1 for those that an architecture lacks.
    """

    audit: int
    denied: tuple[int, ...]
    clone: int
    clone3: int
    ioctl: int
    socket: int
    fenced: tuple[int, ...]
    signals: tuple[int, ...]
    socketpair: int
    setsockopt: int
    prlimit: int
    fcntl: int
    open: int
    openat: int
    openat2: int = 437


ARCHITECTURES = {
    "x86_64": Architecture(
        0xC000003E, (*X86_64.values(), *EVERYWHERE.values()), 56, 435, 16, 41,
        (*FENCED_X86_64.values(), *FENCED_EVERYWHERE.values()), tuple(SIGNALS_X86_64.values()),
        socketpair=53, setsockopt=54, prlimit=302, fcntl=72, open=2, openat=257,
    ),
    "aarch64": Architecture(
        0xC00000B7, (*AARCH64.values(), *EVERYWHERE.values()), 220, 435, 29, 198,
        (*FENCED_AARCH64.values(), *FENCED_EVERYWHERE.values()), tuple(SIGNALS_AARCH64.values()),
        socketpair=199, setsockopt=208, prlimit=261, fcntl=25, open=-1, openat=56,
    ),
}  # fmt: skip
