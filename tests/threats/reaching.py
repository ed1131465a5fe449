"""Lines 13 to 17: reaching for other files, later submissions, the network, the instructor's browser."""

from __future__ import annotations

import base64
from typing import Any

from threats.model import CANARY, Handed, Release, Threat

HALVES = f"{CANARY[:4]!r} + {CANARY[4:]!r}"

READS = f"""
import os, subprocess

wanted = ({HALVES}).encode()
roots = ["/", "/proc", os.path.expanduser("~"), COURSE, HOME, "/root", "/home", "/tmp", "/var/tmp", "/etc"]
looked = 0
for root in roots:
    for folder, folders, names in os.walk(root):
        if folder.startswith(("/usr", "/sys", "/site", "/lib")) or folder.count("/") > 9:
            folders.clear()
            continue
        for name in names:
            path = os.path.join(folder, name)
            try:
                if not os.path.isfile(path) or (root == "/" and path.startswith("/proc")):
                    continue
                with open(path, "rb") as file:
                    looked += 1
                    if wanted in file.read(1 << 20):
                        print("FOUND", path)
            except (OSError, ValueError):
                continue
for name, value in os.environ.items():
    if wanted.decode() in value:
        print("FOUND in the environment", name)
try:
    if wanted.decode() in subprocess.run(["ps", "axe"], capture_output=True, text=True, timeout=2).stdout:
        print("FOUND a process")
except (OSError, subprocess.SubprocessError):
    pass
print("looked at", looked > 0)
"""

WRITES_GRADEBOOK = """
import glob, os, sqlite3

for path in [COURSE + "/gradebook.db", *glob.glob("/**/gradebook.db", recursive=True)]:
    try:
        if not os.path.exists(path):
            raise FileNotFoundError(path)
        with sqlite3.connect(path) as database:
            database.execute("UPDATE grade SET auto_score = max_score, extra_credit = 10, manual_score = 10")
            print("WROTE", path)
    except Exception as error:
        print(type(error).__name__)
for place in (COURSE, HOME):
    try:
        os.makedirs(place, exist_ok=True)
        sqlite3.connect(place + "/gradebook.db").execute("CREATE TABLE grade (auto_score)").connection.commit()
    except Exception as error:
        print(type(error).__name__)
"""

WRITES_RIVAL = """
import os, shutil

for place in (COURSE + "/submitted", COURSE + "/autograded", COURSE + "/feedback", COURSE + "/build",
              "../..", "/job", "/submitted"):
    for folder, _, names in os.walk(place):
        for name in names:
            try:
                with open(os.path.join(folder, name), "w") as file:
                    file.write("{}")
                print("WROTE", name) if "ada" in folder or "rival" in folder else None
            except OSError:
                continue
shutil.rmtree(COURSE, ignore_errors=True)
"""

# Wherever a later Python, IPython or Jupyter would look for something to run first.
START_UP = """
import os, sys, IPython, site

line = "import builtins; builtins.POISONED = True; print('POISONED')"
folders = [os.path.expanduser("~/.ipython/profile_default/startup"), HOME + "/.ipython/profile_default/startup",
           os.path.expanduser("~/.jupyter"), HOME + "/.jupyter", "/etc/ipython", "/etc/jupyter", "/root/.ipython",
           "/tmp", "/dev/shm", "/edition", "/site", "/sandbox", "/sandbox/inside", COURSE, os.getcwd(),
           os.path.dirname(IPython.__file__), *sys.path, *site.getsitepackages()]
for folder in filter(None, folders):
    for name in ("00-start.py", "poison.py", "sitecustomize.py", "usercustomize.py", "poison.pth",
                 "jupyter_server_config.py", "nbgrader_config.py", "ipython_config.py"):
        try:
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, name), "w") as file:
                file.write(line)
        except OSError:
            continue
import builtins, numpy as np, random
builtins.POISONED = True
np.POISONED = True
os.environ["POISONED"] = "1"
sys.modules["poison"] = sys
np.random.seed(1)
np.set_printoptions(precision=1)
"""

DETACHED = """
import os, time

for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for wait in range(600):
                time.sleep(0.1)
                for path in (COURSE + "/late.txt", HOME + "/late.txt", "/tmp/late.txt", "/dev/shm/late.txt"):
                    try:
                        with open(path, "a") as file:
                            file.write("still here")
                    except OSError:
                        continue
        os._exit(0)
"""

# Handed in by an honest student who is graded after the poisoner: prints what has come through.
TASTER = """
import builtins, importlib.util, os, sys

found = [name for name in ("POISONED",) if hasattr(builtins, name) or name in os.environ]
found += ["np"] if hasattr(__import__("numpy"), "POISONED") else []
found += ["poison"] if "poison" in sys.modules or importlib.util.find_spec("poison") else []
found += [name for name in ("/tmp", "/dev/shm", os.getcwd(), os.path.expanduser("~")) if os.listdir(name)]
print("TASTED", found)
"""

NETWORK = """
import ctypes, glob, os, socket, urllib.request

reached = []


def attempt(name, work):
    try:
        work()
        reached.append(name)
    except Exception:
        pass


for host in ("127.0.0.1", "localhost", "::1", "10.0.2.2", "192.168.0.1", "1.1.1.1", "169.254.169.254"):
    attempt(f"tcp {host}", lambda: socket.create_connection((host, PORT), timeout=0.3))
attempt("udp", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", PORT)))
attempt("dns", lambda: socket.getaddrinfo("example.org", 80))
attempt("http", lambda: urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=0.3))
attempt("vsock", lambda: socket.socket(40, socket.SOCK_STREAM).connect((2, PORT)))
attempt("raw", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
attempt("netlink", lambda: socket.socket(16, socket.SOCK_RAW))
for path in ("/var/run/docker.sock", "/run/dbus/system_bus_socket", HOME + "/service.sock",
             f"\\0threats-service-{PORT}", *glob.glob("/tmp/**/*.sock", recursive=True)):
    attempt(path, lambda: socket.socket(socket.AF_UNIX).connect(path))
print("REACHED", reached)
"""

SCRIPT = f"<script>document.title='{CANARY}'</script>"
HANDLER = "<img src=x onerror=\"document.title='taken'\"><b onmouseover='taken()'>b</b>"
REMOTE = "<img src='http://tracker.invalid/pixel.png'><iframe src='http://tracker.invalid/'></iframe>"
ACTIVE = f"{SCRIPT}{HANDLER}{REMOTE}<a href='javascript:taken()'>link</a><style>body{{display:none}}</style>"
PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()

SCRIPT_IN_OUTPUT = f"""
from IPython.display import HTML, SVG, Image, Javascript, Markdown, display

active = {ACTIVE!r}
for shown in (HTML(active), Markdown(active), Markdown("![x](http://tracker.invalid/p.png) [y](javascript:taken())"),
              Javascript("taken()")):
    display(shown)
svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="taken()"><script>taken()</script></svg>'
for data, metadata in (
    ({{"image/svg+xml": svg, "text/plain": active}}, {{}}),
    ({{"text/html": active}}, {{"text/html": {{"isolated": True}}}}),
    ({{"image/png": {PIXEL!r}}}, {{"image/png": {{"width": "1 onload=taken()", "height": "1 onerror=taken()"}}}}),
    ({{"image/png": {PIXEL!r}}}, {{"filenames": {{"image/png": "http://tracker.invalid/p.png"}}}}),
    ({{"image/jpeg": '"><script>taken()</script>'}}, {{"image/jpeg": {{"alt": '"><script>taken()</script>'}}}}),
    ({{"text/latex": "$" + active + "$"}}, {{}}),
    ({{"application/vnd.jupyter.widget-view+json": {{"model_id": "</script>" + active}}, "text/html": active}}, {{}}),
    ({{"application/javascript": "taken()"}}, {{}}),
):
    display(data, raw=True, metadata=metadata)
print(active)
import sys
print("\\x1b[31m" + active, file=sys.stderr)
raise ValueError(active)
"""

SCRIPT_IN_FUNCTION = f"""
def softmax(x):
    raise ValueError({ACTIVE!r})
"""


def script_in_markdown(release: Release) -> Handed:
    """Return a submission with active content in Markdown and raw cells, attachments and metadata."""

    def change(cells: list[dict[str, Any]]) -> None:
        for position, (kind, source) in enumerate(
            (
                ("markdown", ACTIVE),
                ("markdown", f"# heading {ACTIVE}\n\n- item {HANDLER}\n\n| a |\n|---|\n| {SCRIPT} |\n"),
                ("markdown", "[link](javascript:taken()) ![pixel](http://tracker.invalid/p.png) <javascript:taken()>"),
                ("markdown", "[l]: javascript:taken()\n\n[l] ![a](attachment:a.png) $x<script>taken()</script>$"),
                ("markdown", f"```html\n{SCRIPT}\n```\n\n`{SCRIPT}`\n\n$$ a < b \\href{{javascript:taken()}}{{c}} $$"),
                ("raw", ACTIVE),
            )
        ):
            metadata = {"tags": [f'"><script>{position}</script>'], "format": "text/html", "raw_mimetype": "text/html"}
            cell: dict[str, Any] = {"cell_type": kind, "id": f"active-{position}", "source": source}
            if kind == "markdown":
                cell["attachments"] = {"a.png": {"text/html": ACTIVE, "image/svg+xml": ACTIVE}}
            cells.insert(0, {**cell, "metadata": metadata})

    return release.edited(change)


def placed(release: Release, source: str) -> str:
    """Put the places of the machine that grades into a source."""
    where = f"COURSE, HOME, PORT = {str(release.course)!r}, {str(release.home)!r}, {release.port}\n"
    return where + source


PRIVATE = "namespaces and private file systems: nothing of the machine but Python and the student edition is mounted"
GONE = "every job has file systems and processes of its own, which end with it"
CLEANED = "cleaned before it is shown: no script, no handler, nothing loaded from elsewhere"

THREATS = (
    Threat(
        "13", "reads-others", "reads submissions, the gradebook, `~/.ssh`, the environment, other processes", PRIVATE,
        lambda release: release.submit(extra=placed(release, READS)),
    ),
    Threat(
        "14", "writes-gradebook", "writes scores and extra credit into the gradebook", PRIVATE,
        lambda release: release.submit(extra=placed(release, WRITES_GRADEBOOK)),
    ),
    Threat(
        "14", "writes-rival", "rewrites or deletes a rival's submission and the course", PRIVATE,
        lambda release: release.submit(extra=placed(release, WRITES_RIVAL)),
    ),
    Threat(
        "15", "start-up-files", "leaves start-up files, configurations and modules for those who come later", GONE,
        lambda release: release.submit(extra=placed(release, START_UP)),
    ),
    Threat(
        "15", "detached-process", "leaves detached processes that act after grading", GONE,
        lambda release: release.submit(extra=placed(release, DETACHED)),
    ),
    Threat(
        "16", "network", "connects to the network, to services of the host, to its sockets",
        "a network of its own with nothing in it; only sockets between the job's own processes",
        lambda release: release.submit(extra=placed(release, NETWORK)),
    ),
    Threat(
        "17", "script-in-output", "shows scripts, event handlers, remote images in every kind of output", CLEANED,
        lambda release: release.submit({"softmax": SCRIPT_IN_FUNCTION}, extra=SCRIPT_IN_OUTPUT),
    ),
    Threat(
        "17", "script-in-markdown", "writes them into Markdown, raw cells, attachments and metadata", CLEANED,
        script_in_markdown,
    ),
)  # fmt: skip
