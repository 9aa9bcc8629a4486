"""What a job's function is handed: how to say how far it is, and how to hear that it should stop."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from app.foundation.db import db

if TYPE_CHECKING:
    from app.foundation.jobs.leases import Lease

WRITE_EVERY_S = 1.0
CANCELLED, PAUSED, ASIDE, SHUTDOWN, LOST = "cancelled", "paused", "aside", "shutdown", "lost"
log = logging.getLogger("matinee.jobs")


class JobCancelled(Exception):
    """Raised inside a job that should stop. Clean up, and let it through."""


class JobRefused(Exception):
    """Raised by a job that must not be tried again. `reason` is a sentence for a person, `log` a tool's own words."""

    def __init__(self, reason: str, log: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.log = log


class Run:
    """One try at a job. Between two calls a job holds no transaction: others wait for the write lock."""

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        self.job_id = lease.job_id
        self.attempt = lease.attempt
        self.stop_reason = ""
        self._stop = threading.Event()
        self._written_at = float("-inf")

    def progress(self, fraction: float, stage: str = "") -> None:
        """Say how far it is (0 to 1) and what it does; written at most once a second.

        Raises JobCancelled when it should stop, RuntimeError when called with a transaction open.
        """
        self.check()
        if db.session().in_transaction():
            raise RuntimeError("A job may not work inside a transaction: commit before reporting progress.")
        if time.monotonic() - self._written_at >= WRITE_EVERY_S:
            self._written_at = time.monotonic()
            self._write(min(max(fraction, 0.0), 1.0), stage)
            self.check()

    def is_cancelled(self) -> bool:
        """Whether to stop: somebody asked, be it for a while, another is preferred, the worker is closing, or the lease
        was lost. Costs nothing."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise JobCancelled when it should stop."""
        if self.is_cancelled():
            raise JobCancelled

    def wait(self, seconds: float) -> None:
        """Sleep, but wake up and raise JobCancelled when it should stop."""
        self._stop.wait(seconds)
        self.check()

    def stop(self, reason: str) -> None:
        """Ask it to stop; the first reason stays."""
        self.stop_reason = self.stop_reason or reason
        self._stop.set()

    def _write(self, fraction: float, stage: str) -> None:
        from app.foundation.jobs.leases import beat

        try:
            wanted = beat(self.lease, fraction, stage)
        except DBAPIError as error:
            log.warning("progress of job %s not written: %s", self.job_id, error.orig)
            return
        if wanted:
            self.stop(wanted)
