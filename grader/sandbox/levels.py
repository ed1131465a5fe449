"""How well one submission is kept from everything else."""

from __future__ import annotations

from enum import Enum


class IsolationLevel(Enum):
    """A level of isolation, by the mechanisms that it stands on; the order is from the best to none.

    ``A1``: bubblewrap around the worker, and namespaces and file systems of its own for each job inside it.
    Nothing is lost.

    ``A2``: bubblewrap around the worker, which forbids further namespaces; Landlock and a stricter seccomp
    filter around each job. Lost: file systems of its own (``/tmp`` and ``/dev/shm`` are closed, temporary files
    go to the job's own folder, in which the watcher, not the kernel, bounds what is written), ``/proc``,
    changing modes and times of files, POSIX semaphores, and with them ``multiprocessing``'s locks. The
    submissions of one worker share its process numbers.

    ``B``: Landlock, the stricter seccomp filter and resource limits, without bubblewrap. Lost as in A2, and:
    the existence and size of any file of this machine can be found out (not its content), jobs write to the
    disk, the cap on processes counts those of the whole user, and a kernel that lets a program past Landlock
    or seccomp leaves nothing behind them.

    ``NONE``: resource limits and processes, nothing else: whatever the user who grades may read, change and
    send, student code may. It is never chosen; it has to be accepted by name.
    """

    A1 = "A1"
    A2 = "A2"
    B = "B"
    NONE = "none"
