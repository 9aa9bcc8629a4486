"""Foreign programs in a cage: never root, limits on memory, time and file size; they die with their parent."""

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.media.unprivileged import lowering

MIB = 1024 * 1024
PR_SET_PDEATHSIG = 1
NICENESS = 10
GRACE_S = 5
KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "SYSTEMROOT")


@dataclass(frozen=True)
class Limits:
    """What one program may use; `memory_mb` is address space, which runs well ahead of real memory; 0 for no bound."""

    time_s: float
    cpu_s: int
    memory_mb: int = 6144
    file_mb: int = 65536
    stall_s: float = 300


QUICK = Limits(time_s=60, cpu_s=60, memory_mb=4096, file_mb=64)


def start(
    argv: Sequence[str],
    limits: Limits,
    *,
    cwd: Path | None = None,
    stdout: int | IO[bytes] = subprocess.DEVNULL,
    stderr: int | IO[bytes] = subprocess.DEVNULL,
) -> "subprocess.Popen[bytes]":
    """Starts `argv` in a process group of its own, without standard input."""
    return subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        cwd=cwd,
        env=_environment(),
        start_new_session=True,
        preexec_fn=_cage(limits, os.getpid(), cwd),
    )


def end(process: "subprocess.Popen[bytes]") -> None:
    """Kills the whole group and waits; harmless when it has ended already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def capture(argv: Sequence[str], limits: Limits = QUICK) -> tuple[int, bytes, str]:
    """Runs to the end and returns (exit code, output, errors); -SIGKILL when the time is over."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = start(argv, limits, stdout=out, stderr=err)
        try:
            process.wait(timeout=limits.time_s)
        except subprocess.TimeoutExpired:
            pass
        finally:
            end(process)
        return process.returncode, _all_of(out), _all_of(err).decode(errors="replace")


def _all_of(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return kept | {"LC_ALL": "C", "AV_LOG_FORCE_NOCOLOR": "1", "MALLOC_ARENA_MAX": "4"}


def _cage(limits: Limits, parent: int, folder: Path | None) -> Callable[[], None]:
    die_with_parent, become_nobody = _death_signal(parent), lowering(folder)
    memory = ((resource.RLIMIT_AS, limits.memory_mb * MIB, 0),) if limits.memory_mb else ()
    cores = _cores()
    wanted = (
        *memory,
        (resource.RLIMIT_CPU, limits.cpu_s, GRACE_S),
        (resource.RLIMIT_FSIZE, limits.file_mb * MIB, 0),
        (resource.RLIMIT_CORE, 0, 0),
    )

    def enter() -> None:
        _give_way()
        if cores:
            os.sched_setaffinity(0, cores)
        for kind, amount, grace in wanted:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (amount, amount + grace))
        become_nobody()
        die_with_parent()  # last, since the kernel forgets it when the user changes

    return enter


def _cores() -> set[int]:
    """The processors that MATINEE_ENCODE_CORES leaves to it, where the system can say so; none: all."""
    count = int(os.environ.get("MATINEE_ENCODE_CORES") or 0)
    if not count or not hasattr(os, "sched_getaffinity"):
        return set()
    return set(sorted(os.sched_getaffinity(0))[-count:])


def _give_way() -> None:
    """Let pages go first. Where Linux weighs sessions rather than processes, nice alone counts only inside one."""
    os.nice(NICENESS)
    with contextlib.suppress(OSError), open("/proc/self/autogroup", "w") as weight:
        weight.write(str(NICENESS))


def _death_signal(parent: int) -> Callable[[], None]:
    """On Linux the kernel kills the child when the starting thread ends; elsewhere only `end` does."""
    if not sys.platform.startswith("linux"):
        return lambda: None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask
