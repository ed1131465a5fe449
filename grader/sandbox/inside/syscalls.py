"""Numbers of the system calls that a job is refused, for each architecture."""

from __future__ import annotations

from dataclasses import dataclass

# New since the two tables were unified: the same number everywhere.
EVERYWHERE = {
    "pidfd_getfd": 438, "process_madvise": 440, "mount_setattr": 442, "quotactl_fd": 443, "open_tree": 428,
    "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433, "io_uring_setup": 425,
    "io_uring_enter": 426, "io_uring_register": 427, "memfd_secret": 447, "listmount": 458, "statmount": 457,
    "lsm_set_self_attr": 460, "mseal": 462,
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
}  # fmt: skip


@dataclass(frozen=True)
class Architecture:
    """What a filter must know of one architecture.

    Parameters
    ----------
    audit : int
        The kernel's AUDIT_ARCH value.
    denied : tuple of int
        Calls that fail with EPERM.
    clone, clone3, ioctl, socket : int
        Calls whose arguments decide.
    """

    audit: int
    denied: tuple[int, ...]
    clone: int
    clone3: int
    ioctl: int
    socket: int


ARCHITECTURES = {
    "x86_64": Architecture(0xC000003E, (*X86_64.values(), *EVERYWHERE.values()), 56, 435, 16, 41),
    "aarch64": Architecture(0xC00000B7, (*AARCH64.values(), *EVERYWHERE.values()), 220, 435, 29, 198),
}
