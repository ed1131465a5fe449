"""A check tells the notebook that it was forked from nothing: each way out that Linux offers is tried.

``give`` runs in a check and gets a number; ``take`` runs in a cell afterwards and must not come to know it.
That the ways lead out where nobody bars them is tried as well, in a plain process and its fork.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.sandbox import IsolationLevel, Limits, Request, Sandbox, Step

SECRET = 2718281
# Whether the first two lead out of a plain process, its system decides; the last is about one that is stopped.
DEPENDS = {
    "memory", "attribute of a folder", "notebook that goes on meanwhile", "holes that were read", "flags of files",
    "write hints of files", "times in /proc", "times of a device", "times of a pseudo-terminal",
}  # fmt: skip
LEVELS = ["A1", "A2", "B"]
BEFORE = "import ctypes, fcntl, mmap, os, resource, signal, socket, struct\nlibc = ctypes.CDLL(None, use_errno=True)\n"
# For each bit of the number a file.
FILES = "for k in range(22):\n    open(f'f{k}', 'w').write('1')\n"

WAYS = {
    "memory": (
        "kept = bytearray(4)\nat = ctypes.addressof(ctypes.c_char.from_buffer(kept))",
        "with open(f'/proc/{os.getppid()}/mem', 'r+b', buffering=0) as file:\n"
        "    file.seek(at)\n    file.write(struct.pack('i', n))",
        "struct.unpack('i', kept)[0]",
    ),
    "System V shared memory": (
        "libc.shmat.restype = ctypes.c_void_p",
        "at = libc.shmat(libc.shmget(77, 4096, 0o1600), None, 0)\nctypes.c_int.from_address(at).value = n",
        "ctypes.c_int.from_address(libc.shmat(libc.shmget(77, 4096, 0o600), None, 0)).value",
    ),
    "System V queue": (
        "class M(ctypes.Structure):\n    _fields_ = [('kind', ctypes.c_long), ('n', ctypes.c_int)]",
        "assert libc.msgsnd(libc.msgget(77, 0o1600), ctypes.byref(M(1, n)), 4, 0) == 0",
        "m = M()\nlibc.msgrcv(libc.msgget(77, 0o600), ctypes.byref(m), 4, 0, 0o4000)\nm.n",
    ),
    "abstract socket": (
        "s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\ns.bind('\\0here')\ns.setblocking(False)",
        "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(str(n).encode(), '\\0here')",
        "int(s.recv(99))",
    ),
    "named pipe": (
        "os.mkfifo('p')\nf = os.open('p', os.O_RDWR | os.O_NONBLOCK)",
        "os.write(os.open('p', os.O_RDWR), str(n).encode())",
        "int(os.read(f, 99))",
    ),
    "new file": ("", "open('x', 'w').write(str(n))", "int(open('x').read())"),
    "name in a new folder": ("", "os.makedirs(f'd/{n}')", "int(os.listdir('d')[0])"),
    "file held open": (
        "open('a', 'w').write('0')\nf = open('a')",
        "open('a', 'w').write(str(n))",
        "f.seek(0)\nint(f.read())",
    ),
    "file held open and removed": (
        "open('a', 'w').write('0')\nf = open('a')",
        "open('a', 'w').write(str(n))\nos.remove('a')",
        "f.seek(0)\nint(f.read())",
    ),
    "file moved into a new folder": (
        "open('a', 'w').write('0')\nf = open('a')",
        "open('a', 'w').write(str(n))\nos.mkdir('d')\nos.rename('a', 'd/a')",
        "f.seek(0)\nint(f.read())",
    ),
    "removed file by a descriptor": (
        "open('a', 'w').write('0')\nf = open('a')\nos.remove('a')",
        "open(f'/proc/self/fd/{f.fileno()}', 'w').write(str(n))",
        "f.seek(0)\nint(f.read())",
    ),
    "file seen through a mapping": (
        "open('a', 'wb').write(bytes(64))\nm = mmap.mmap(os.open('a', os.O_RDONLY), 64, prot=mmap.PROT_READ)",
        "open('a', 'r+b').write(str(n).encode())",
        "int(m[:7])",
    ),
    "file written through a mapping": (
        "open('a', 'wb').write(bytes(64))\nf = open('a', 'rb')",
        "m = mmap.mmap(os.open('a', os.O_RDWR), 64)\nm[:1]\nm[:7] = str(n).encode()",
        "int(f.read(7))",
    ),
    "times of a folder": (
        "os.mkdir('d')",
        "os.utime('d', ns=(n, n))",
        "os.stat('d').st_mtime_ns",
    ),
    "times of the working folder": ("", "os.utime('..', ns=(n, n))", "os.stat('..').st_mtime_ns"),
    "attribute of a folder": (
        "os.mkdir('d')",
        "os.setxattr('d', 'user.n', str(n).encode())",
        "int(os.getxattr('d', 'user.n'))",
    ),
    "mode of a folder": (
        "os.mkdir('d')",
        "os.chmod('d', n & 0o777)",
        f"os.stat('d').st_mode & 0o777 | {SECRET & ~0o777}",
    ),
    "file below a path that no call takes": (
        "for _ in range(20):\n    os.mkdir('d' * 250)\n    os.chdir('d' * 250)",
        "open('x', 'w').write(str(n))",
        "int(open('x').read())",
    ),
    "new file below a path that no call takes": (
        "",
        "os.mkdir('d' * 250)\nfor _ in range(20):\n    os.chdir('d' * 250)\n    os.mkdir('d' * 250)\n"
        "open('x', 'w').write(str(n))",
        "for _ in range(20):\n    os.chdir('d' * 250)\nint(open('x').read())",
    ),
    "which files were read": (
        f"{FILES}for k in range(22):\n    os.utime(f'f{{k}}', (9, 99))",
        "[open(f'f{k}').read() for k in range(22) if n >> k & 1]",
        "sum(1 << k for k in range(22) if os.stat(f'f{k}').st_atime != 9)",
    ),
    "which files were written": (
        FILES,
        "[open(f'f{k}', 'w').write('2') for k in range(22) if n >> k & 1]",
        "sum(1 << k for k in range(22) if not os.path.exists(f'f{k}') or open(f'f{k}').read() != '1')",
    ),
    "which files got another mode": (
        FILES,
        "[os.chmod(f'f{k}', 0o600) for k in range(22) if n >> k & 1]",
        "sum(1 << k for k in range(22) if not os.path.exists(f'f{k}') or os.stat(f'f{k}').st_mode & 0o77 == 0)",
    ),
    "which files were touched": (
        f"{FILES}import time\ntime.sleep(0.05)\nmade = os.stat('f0').st_ctime",
        "[os.utime(f'f{k}', (9, 9)) for k in range(22) if n >> k & 1]",
        "s = [os.path.exists(f'f{k}') and os.stat(f'f{k}').st_ctime - made for k in range(22)]\n"
        "sum(1 << k for k in range(22) if s[k] - min(s) > 0.02 or s[k] is False)",
    ),
    "times of files": (FILES, "os.utime('f0', ns=(n, n))", "os.stat('f0').st_mtime_ns"),
    "holes that were read": (
        "for k in range(22):\n    os.truncate(open(f'f{k}', 'w').fileno(), 4096)\nsize = os.stat('f0').st_blocks",
        "for k in range(22):\n    if n >> k & 1:\n        mmap.mmap(os.open(f'f{k}', os.O_RDWR), 4096)[:1]",
        "sum(1 << k for k in range(22) if os.stat(f'f{k}').st_blocks != size)",
    ),
    "write hints of files": (
        f"{FILES}f = [open(f'f{{k}}') for k in range(22)]",
        "for k in range(22):\n    if n >> k & 1:\n"
        "        fcntl.fcntl(os.open(f'f{k}', os.O_RDWR), 1036, struct.pack('Q', 2))",
        "sum(1 << k for k in range(22) if fcntl.fcntl(f[k], 1035, bytes(8))[0] == 2)",
    ),
    "flags of files": (
        f"{FILES}f = [open(f'f{{k}}') for k in range(22)]",
        "for k in range(22):\n    if n >> k & 1:\n"
        "        fcntl.ioctl(os.open(f'f{k}', os.O_RDWR), 0x40086602, struct.pack('l', 0x40))",
        "sum(1 << k for k in range(22) if struct.unpack('l', fcntl.ioctl(f[k], 0x80086601, bytes(8)))[0] & 0x40)",
    ),
    "pseudo-terminal": (
        "m = os.open('/dev/ptmx', os.O_RDWR | os.O_NOCTTY)\nfcntl.ioctl(m, 0x40045431, struct.pack('i', 0))\n"
        "name = f\"/dev/pts/{struct.unpack('i', fcntl.ioctl(m, 0x80045430, bytes(4)))[0]}\"\nos.set_blocking(m, False)",
        "kept = os.open(name, os.O_RDWR | os.O_NOCTTY)\nos.write(kept, f'{n}\\n'.encode())",
        "int(os.read(m, 99))",
    ),
    "times of a pseudo-terminal": (
        "m = os.open('/dev/ptmx', os.O_RDWR | os.O_NOCTTY)\n"
        "name = f\"/dev/pts/{struct.unpack('i', fcntl.ioctl(m, 0x80045430, bytes(4)))[0]}\"",
        "os.utime(name, ns=(n, n))",
        "os.stat(name).st_mtime_ns",
    ),
    "times in /proc": (
        "name = f'/proc/{os.getpid()}/status'\nf = open(name)",
        "os.utime(name, ns=(n, n))",
        "os.fstat(f.fileno()).st_mtime_ns",
    ),
    "settings in /proc": (
        "name = f'/proc/{os.getpid()}/oom_score_adj'\nbase = 600",
        "open(name, 'w').write(str(base + n % 400))",
        f"int(open(name).read()) - base + {SECRET - SECRET % 400}",
    ),
    "times of a device": (
        "import time\nseen = os.stat('/dev/null').st_mtime_ns\ntime.sleep(0.02)",
        "os.utime('/dev/null')",
        f"{SECRET} if os.stat('/dev/null').st_mtime_ns != seen else 0",
    ),
    "limits of the notebook": (
        "",
        "resource.prlimit(os.getppid(), resource.RLIMIT_STACK, (n, n))",
        "resource.getrlimit(resource.RLIMIT_STACK)[0]",
    ),
    "waiting signals": (
        "signal.pthread_sigmask(signal.SIG_BLOCK, range(34, 64))",
        "for i in range(30):\n    n >> i & 1 and os.kill(os.getppid(), 34 + i)",
        "sum(1 << (i - 34) for i in signal.sigpending() if i >= 34)",
    ),
    "signal with a value": (
        "signal.pthread_sigmask(signal.SIG_BLOCK, [40])",
        "info = (ctypes.c_int * 32)(40, 0, -1)\ninfo[6] = n\n"
        "assert libc.syscall(129, os.getppid(), 40, info) == 0",
        "info = (ctypes.c_int * 32)()\nmask = (ctypes.c_ulong * 16)(1 << 39)\nzero = (ctypes.c_long * 2)()\n"
        "libc.sigtimedwait(mask, info, zero)\ninfo[6]",
    ),
    "watched folder": (
        "w = libc.inotify_init1(os.O_NONBLOCK)\nlibc.inotify_add_watch(w, b'.', 0x100)",
        "open(f'{n}', 'w')",
        "int(os.read(w, 99)[16:23])",
    ),
    "notebook that goes on meanwhile": (
        "import threading, time\nseen = []\ndef look():\n    while True:\n        try:\n"
        "            seen.append(int(open('x').read()))\n        except (OSError, ValueError):\n            pass\n"
        "threading.Thread(target=look, daemon=True).start()",
        "open('x', 'w').write(str(n))\nimport time\nos.kill(os.getppid(), signal.SIGCONT)\ntime.sleep(0.3)\n"
        "os.kill(os.getppid(), signal.SIGSTOP)",
        "seen[0]",
    ),
}  # fmt: skip


def leaked(worker: Sandbox, way: str) -> bool:
    """Try a way out, and say whether the number came out."""
    prepare, give, take = WAYS[way]
    body = "".join(f"\n    {line}" for line in give.splitlines())
    with worker.open(limits=Limits(cell_timeout_s=5.0)) as session:
        session.run_cell(f"{BEFORE}{prepare}")  # which may be refused already
        session.run_cell(f"def give(n):{body}\n    return 'given'")
        session.ask([Request((Step("give", (SECRET,)),))])
        run = session.run_cell(take)
        said = [output["data"]["text/plain"] for output in run.outputs if "data" in output]
        return said == [str(SECRET)]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("way", WAYS)
def test_no_way_out_of_a_check(way: str, level: str, workers: Callable[[IsolationLevel], Sandbox]) -> None:
    worker = workers(IsolationLevel[level])
    assert not leaked(worker, way)
    assert worker.healthy


@pytest.mark.parametrize("way", sorted(set(WAYS) - DEPENDS))
def test_way_leads_out_of_a_plain_fork(way: str, tmp_path: Path) -> None:
    prepare, give, take = WAYS[way]
    body = "".join(f"\n    {line}" for line in give.splitlines())
    *before, last = take.splitlines()
    lines = [BEFORE, prepare, f"if (child := os.fork()) == 0:\n    n = {SECRET}{body}\n    os._exit(0)"]
    program = "\n".join([*lines, "os.waitpid(child, 0)", *before, f"print({last})"])
    (tmp_path / "in").mkdir()
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path / "in", capture_output=True, text=True, check=False
    )
    assert ran.stdout.strip() == str(SECRET), ran.stderr
