"""Who holds a lease: a process, named so that another on the same machine can tell at once whether it still lives.

`host:pid:mark`. The mark holds the place (this boot of this machine and its PID namespace) and the moment the process
was born, so a number given to a new process, or the same number in another container, is never taken for the old one.
"""

from __future__ import annotations

import os
import socket
import sys
from functools import cache
from hashlib import blake2s
from pathlib import Path

PLACE_DIGITS = 8


@cache
def place() -> str:
    """Eight hex digits for where process numbers mean the same as here."""
    facts = [socket.gethostname()]
    if sys.platform == "linux":
        facts += [Path("/proc/sys/kernel/random/boot_id").read_text().strip(), os.readlink("/proc/self/ns/pid")]
    return blake2s("\n".join(facts).encode(), digest_size=PLACE_DIGITS // 2).hexdigest()


def birth(pid: int) -> str | None:
    """When the process began, in clock ticks since boot (proc(5), field 22); None once it is dead or a zombie."""
    if sys.platform != "linux":
        return _is_there(pid)
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else fields[19]


def _is_there(pid: int) -> str | None:
    """Without /proc a process is only there or not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return ""
    return ""


def this_process() -> str:
    """The name of this process, at most 52 characters."""
    pid = os.getpid()
    return f"{socket.gethostname()[:20]}:{pid}:{place()}{birth(pid)}"


def is_dead(owner: str) -> bool:
    """Whether the owner is surely gone. False for one on another machine: only its lease can tell."""
    _host, pid, mark = owner.partition("#")[0].rsplit(":", 2) if owner.count(":") >= 2 else ("", "", "")
    if not pid.isdigit() or mark[:PLACE_DIGITS] != place():
        return False
    return birth(int(pid)) != mark[PLACE_DIGITS:]
