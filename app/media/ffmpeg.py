"""One ffmpeg at work: progress out, cancel in, and an error that a person understands."""

import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from app.media import contained
from app.media.binaries import Tools
from app.media.contained import Limits
from app.media.failures import Cancelled, EncodeFailed

FORMATS = "mov,matroska,mpegts,avi"
LOG_LINES = 20
BEAT_S = 0.2
REASONS = (
    ("No space left on device", "The disk is full. Make room and try again."),
    ("Cannot allocate memory", "It needs more memory than one film may use here."),
    ("moov atom not found", "The file is cut off: its index is missing."),
    ("File ended prematurely", "The file is cut off before its end."),
    ("no decoder found", "Its picture or sound is stored in a form that cannot be read here."),
    ("Invalid data found", "The file is damaged, or not a film at all."),
)
SIGNALS: dict[int, str] = {
    signal.SIGXCPU: "It took more computing time than one film may use.",
    signal.SIGXFSZ: "It grew larger than one film may be.",
    signal.SIGKILL: "The encoder was stopped from outside, perhaps for want of memory.",
}
LEFT_BY_SIGNAL = 255


def no_progress(_seconds: float) -> None:
    """For callers who do not want to know."""


def never() -> bool:
    """For callers who never cancel."""
    return False


def source_arguments(path: Path) -> list[str]:
    """Reads `path` as one of four containers from the file system, and nothing else."""
    return ["-protocol_whitelist", "file", "-format_whitelist", FORMATS, "-i", f"file:{path.absolute()}"]


def run(
    tools: Tools,
    arguments: Sequence[str],
    *,
    limits: Limits,
    cwd: Path | None = None,
    on_progress: Callable[[float], None] = no_progress,
    cancelled: Callable[[], bool] = never,
) -> tuple[str, ...]:
    """Runs ffmpeg to its end and returns its last lines of log.

    `on_progress` gets the seconds of film written so far; both callbacks run in the calling thread.
    Raises EncodeFailed, or Cancelled within a quarter of a second of being asked.
    """
    argv = [tools.ffmpeg, "-nostdin", "-hide_banner", "-y", "-nostats", "-v", "warning"]
    argv += ["-progress", "pipe:1", *arguments]
    process = contained.start(argv, limits, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    ears = _Ears(process)
    try:
        _watch(process, ears, limits, on_progress, cancelled)
    finally:
        contained.end(process)
        ears.close()
    if process.returncode:
        raise EncodeFailed(explain(process.returncode, ears.log), ears.log)
    on_progress(ears.seconds)
    return ears.log


def explain(code: int, log: Sequence[str]) -> str:
    """A sentence for an exit code (negative: a signal) and the last lines of log."""
    text = "\n".join(log)
    for sign, sentence in REASONS:
        if sign in text:
            return sentence
    ended_by = signal.SIGXCPU if code == LEFT_BY_SIGNAL else -code  # ffmpeg catches SIGXCPU and leaves so
    return SIGNALS.get(ended_by, f"The encoder stopped with an error (code {code}).")


class _Ears:
    """Two threads that listen to a process, so that no pipe ever fills."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.seconds = 0.0
        self._lines: deque[str] = deque(maxlen=LOG_LINES)
        self._threads = [
            threading.Thread(target=listen, args=(pipe,), daemon=True)
            for listen, pipe in ((self._progress, process.stdout), (self._errors, process.stderr))
        ]
        for thread in self._threads:
            thread.start()

    @property
    def log(self) -> tuple[str, ...]:
        return tuple(self._lines)

    def close(self) -> None:
        for thread in self._threads:
            thread.join(timeout=5)

    def _progress(self, pipe: IO[bytes]) -> None:
        with pipe:
            for line in pipe:
                name, _, value = line.decode(errors="replace").strip().partition("=")
                if name == "out_time_us" and value.lstrip("-").isdigit():
                    self.seconds = max(self.seconds, int(value) / 1e6)

    def _errors(self, pipe: IO[bytes]) -> None:
        with pipe:
            for line in iter(lambda: pipe.readline(4096), b""):
                self._lines.append(line.decode(errors="replace").rstrip()[:500])


def _watch(
    process: "subprocess.Popen[bytes]",
    ears: _Ears,
    limits: Limits,
    on_progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> None:
    clock = _Patience(limits)
    while not _has_ended(process):
        if cancelled():
            raise Cancelled
        clock.check(ears)
        on_progress(ears.seconds)


def _has_ended(process: "subprocess.Popen[bytes]") -> bool:
    try:
        process.wait(timeout=BEAT_S)
    except subprocess.TimeoutExpired:
        return False
    return True


class _Patience:
    """Ends with the wall time, or when no frame has been written for too long."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._begun = self._moved = time.monotonic()
        self._seconds = 0.0

    def check(self, ears: _Ears) -> None:
        now = time.monotonic()
        if ears.seconds > self._seconds:
            self._seconds, self._moved = ears.seconds, now
        if now - self._begun > self._limits.time_s:
            raise EncodeFailed("It took longer than one film may take.", ears.log)
        if now - self._moved > self._limits.stall_s:
            raise EncodeFailed("The encoder stopped making progress.", ears.log)
