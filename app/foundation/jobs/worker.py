"""The worker: a process with threads in two lanes, and a keeper that renews leases and frees what dead ones held.

It runs plain threads, never gevent's. Told to stop, it takes no more, and its jobs go back without losing a try.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from app.foundation.jobs import leases, schedule
from app.foundation.jobs.leases import Lease
from app.foundation.jobs.owner import this_process
from app.foundation.jobs.performing import perform, work_off
from app.foundation.jobs.queue import Lane
from app.foundation.jobs.run import LOST, SHUTDOWN, JobCancelled, JobRefused, Run

__all__ = ["JobCancelled", "JobRefused", "Run", "Worker", "work_off"]

POLL_S = 0.25
LOOK_EVERY_S = 1.0
RENEW_EVERY_S = 5.0
SCHEDULE_EVERY_S = 30.0
GRACE_S = 5.0
log = logging.getLogger("matinee.jobs")
Result = TypeVar("Result")


class Worker:
    """Works until `stop()`; `run()` returns True when every thread came to its end."""

    def __init__(self, app: Flask, lanes: dict[Lane, int], grace_s: float = GRACE_S) -> None:
        self.app = app
        self.process = this_process()
        self.grace_s = grace_s
        self.runs: dict[str, Run] = {}
        self.told_to_stop = False
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._stay_in_lane, args=(lane,), name=f"{lane}-{n}", daemon=True)
            for lane, threads in lanes.items()
            for n in range(threads)
        ]
        self._renewed_at = self._scheduled_at = float("-inf")

    def run(self) -> bool:
        """Work and keep until told to stop, then give back what is not done."""
        log.info("worker begins", extra={"facts": {"process": self.process, "threads": len(self._threads)}})
        for thread in self._threads:
            thread.start()
        while not self.told_to_stop:
            self._try(self._keep)
            self._rest()
        return self._close()

    def stop(self) -> None:
        """Take no more jobs and give the running ones back. Safe in a signal handler: it takes no lock."""
        self.told_to_stop = True

    def _rest(self) -> None:
        until = time.monotonic() + LOOK_EVERY_S
        while not self.told_to_stop and time.monotonic() < until:
            time.sleep(0.05)

    def _stay_in_lane(self, lane: Lane) -> None:
        while not self._stopping.is_set():
            lease = self._try(lambda: leases.claim(lane, self.process))
            if lease is None:
                self._stopping.wait(POLL_S)
            else:
                self._try(lambda lease=lease: self._perform(lease))  # type: ignore[misc]

    def _perform(self, lease: Lease) -> None:
        run = self.runs[lease.owner] = Run(lease)
        if self._stopping.is_set():
            run.stop(SHUTDOWN)
        try:
            with self.app.app_context():
                perform(run)
        finally:
            del self.runs[lease.owner]

    def _keep(self) -> None:
        held = dict(self.runs)  # before the rows are read: a job claimed after that is not missing from them
        rows = {row.lease_owner: row for row in leases.running()}
        for owner, run in held.items():
            if reason := leases.stop_reason(rows[owner]) if owner in rows else LOST:
                run.stop(reason)
        self._renew([run.lease for owner, run in held.items() if owner in rows])
        for owner, row in rows.items():
            if owner not in self.runs and owner not in held and leases.reap(row):
                log.warning("job %s was left behind by %s", row.id, owner)
        leases.tell_owed()
        self._schedule()

    def _renew(self, held: list[Lease]) -> None:
        if time.monotonic() - self._renewed_at < RENEW_EVERY_S:
            return
        if held:
            leases.renew(held)
        with suppress(OSError):
            beat_file().touch()
        self._renewed_at = time.monotonic()

    def _schedule(self) -> None:
        if time.monotonic() - self._scheduled_at >= SCHEDULE_EVERY_S:
            schedule.enqueue_due()
            self._scheduled_at = time.monotonic()

    def _try(self, act: Callable[[], Result]) -> Result | None:
        """A database that restarts is waited for; nothing ends the worker."""
        try:
            with self.app.app_context():
                return act()
        except DBAPIError as error:
            log.warning("database unavailable: %s", error.orig)
        except Exception:
            log.exception("the worker stumbled")
        self._stopping.wait(LOOK_EVERY_S)
        return None

    def _close(self) -> bool:
        self._stopping.set()
        for run in list(self.runs.values()):
            run.stop(SHUTDOWN)
        deadline = time.monotonic() + self.grace_s
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        for run in list(self.runs.values()):
            log.warning("job %s does not hear that it should stop; it goes back", run.job_id)
            self._try(lambda lease=run.lease: leases.give_back(lease))  # type: ignore[misc]
        return not any(thread.is_alive() for thread in self._threads)


def beat_file() -> Path:
    """What a worker touches every few seconds, in the instance folder that it shares with the web."""
    return Path(current_app.config["INSTANCE"]) / "worker.beat"
