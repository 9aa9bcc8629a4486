"""Keeps a few programs running: starts them, puts their name before their lines, restarts the ones that end, stops all.

It knows nothing of Matinee. One thread, one selector: the children's output and the signals arrive in the same place.
"""

from __future__ import annotations

import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import IO, Any

FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 30.0
STEADY_AFTER_S = 60.0
GRACE_S = 10.0
LAST_READS = 20
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PR_SET_PDEATHSIG = 1


def delay_before(restart: int) -> float:
    """Seconds to wait before the nth restart in a row: 0.5, 1, 2, ... at most 30."""
    return min(FIRST_DELAY_S * 2 ** min(restart - 1, 16), LONGEST_DELAY_S)


@dataclass
class Child:
    """One program that should always be running, and how it fares."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str] | None = None
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restarts: int = 0
    start_at: float | None = 0.0
    rest: bytes = field(default=b"", repr=False)

    @property
    def is_running(self) -> bool:
        return self.process is not None

    def start(self, now: float) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches it only through the supervisor."""
        self.process = subprocess.Popen(
            self.command,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        self.started_at, self.start_at = now, None

    def signal(self, number: int) -> None:
        """Send a signal to the program alone: it tells its own children."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.send_signal(number)

    def has_ended(self, now: float) -> int | None:
        """Its exit code once it has ended; then a restart is due after a delay that grows with each quick end."""
        code = self.process.poll() if self.process is not None else None
        if self.process is None or code is None:
            return None
        _kill_group(self.process.pid)
        self.restarts = 1 if now - self.started_at >= STEADY_AFTER_S else self.restarts + 1
        self.process, self.start_at = None, now + delay_before(self.restarts)
        return code


def _end_with_parent() -> None:
    """Linux: SIGTERM when the supervisor dies, however it dies. Elsewhere there is no such thing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _kill_group(group: int) -> None:
    """End what a dead program left behind: gunicorn's workers would hold its port."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


class Supervisor:
    """Runs children until a signal comes. `poll` is called about every `tick_s` while it returns True."""

    def __init__(
        self,
        children: Sequence[Child],
        *,
        say: Callable[[str], None] | None = None,
        poll: Callable[[], bool] | None = None,
        tick_s: float = 0.1,
        grace_s: float = GRACE_S,
    ) -> None:
        self.children = list(children)
        self.say = say or _print
        self.poll = poll
        self.tick_s = tick_s
        self.grace_s = grace_s
        self.kill_at: float | None = None
        self._selector = selectors.DefaultSelector()

    def run(self) -> int:
        """Start everything, keep it running, and come back when all have ended after SIGTERM, SIGINT or SIGHUP."""
        kept = self._listen()
        try:
            while not self._is_finished():
                self._turn()
        finally:
            self._leave(kept)
        return 0

    def stop(self) -> None:
        """Ask every child to end; one that has not after the grace, or at a second asking, is killed."""
        if self.kill_at is not None:
            self.kill_at = time.monotonic()
            return
        self.kill_at = time.monotonic() + self.grace_s
        for child in self.children:
            child.start_at = None
            child.signal(signal.SIGTERM)

    @property
    def is_stopping(self) -> bool:
        return self.kill_at is not None

    def _is_finished(self) -> bool:
        return self.is_stopping and not any(child.is_running for child in self.children)

    def _turn(self) -> None:
        self._start_due()
        for key, _ in self._selector.select(self._patience()):
            key.data()
        self._bury()
        if self.kill_at is not None and time.monotonic() >= self.kill_at:
            self._kill()
        if self.poll and not self.is_stopping and not self.poll():
            self.poll = None

    def _patience(self) -> float | None:
        """Seconds until the next thing is due; None (until something happens) when nothing is."""
        now = time.monotonic()
        due = [child.start_at - now for child in self.children if child.start_at is not None]
        due += [self.kill_at - now] if self.kill_at is not None else []
        due += [self.tick_s] if self.poll else []
        return max(min(due), 0.0) if due else None

    def _start_due(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.start_at is not None and child.start_at <= now:
                self._start(child, now)

    def _start(self, child: Child, now: float) -> None:
        child.start(now)
        output = child.process.stdout if child.process else None
        if output is not None:
            os.set_blocking(output.fileno(), False)
            self._selector.register(output, selectors.EVENT_READ, lambda: self._read(child, output))

    def _read(self, child: Child, output: IO[bytes]) -> None:
        data = os.read(output.fileno(), 65536)
        *lines, child.rest = (child.rest + data).split(b"\n")
        if not data:
            lines, child.rest = [child.rest] if child.rest else [], b""
            self._selector.unregister(output)
            output.close()
        for line in lines:
            self._tell(child, line.decode(errors="replace"))

    def _tell(self, child: Child, line: str) -> None:
        self.say(f"{child.name:<7}| {line}")

    def _bury(self) -> None:
        for child in self.children:
            code = child.has_ended(time.monotonic())
            if code is not None and self.is_stopping:
                child.start_at = None
            elif code is not None:
                self._tell(child, f"ended ({_reason(code)}); starts again in {delay_before(child.restarts):g} s")

    def _kill(self) -> None:
        self.kill_at = time.monotonic() + self.grace_s
        for child in self.children:
            if child.process is not None:
                _kill_group(child.process.pid)

    def _read_last_words(self) -> None:
        for _ in range(LAST_READS):
            for key, _ in self._selector.select(0):
                key.data()

    def _listen(self) -> dict[int, Any]:
        """Signals wake the selector through a pipe; SIGCHLD too, so that a death is seen at once."""
        self._wake, end = os.pipe()
        for descriptor in (self._wake, end):
            os.set_blocking(descriptor, False)
        self._selector.register(self._wake, selectors.EVENT_READ, lambda: os.read(self._wake, 4096))
        self._pipe_end = end
        signal.set_wakeup_fd(end, warn_on_full_buffer=False)
        kept: dict[int, Any] = {number: signal.signal(number, self._on_signal) for number in STOPPING}
        kept[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, _note)
        return kept

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stop()

    def _leave(self, kept: dict[int, Any]) -> None:
        self._kill()
        self._read_last_words()
        for number, handler in kept.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(-1)
        self._selector.close()
        os.close(self._wake)
        os.close(self._pipe_end)


def _note(number: int, frame: FrameType | None) -> None:
    """A handler must stand for SIGCHLD to reach the wake-up pipe."""


def _reason(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def _print(line: str) -> None:
    print(line, flush=True)
