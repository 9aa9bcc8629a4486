"""One try at a job, from its function's first line to what its row says afterwards."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError

from app.foundation.db import db
from app.foundation.jobs import leases
from app.foundation.jobs.leases import Lease
from app.foundation.jobs.owner import this_process
from app.foundation.jobs.queue import KINDS, Lane
from app.foundation.jobs.run import CANCELLED, LOST, JobRefused, Run

LOG_LINES = 20
PATIENCE_S = 60.0
PAUSE_S = 1.0
log = logging.getLogger("matinee.jobs")


def perform(run: Run) -> None:
    """Do the job and write how it went. Its open changes are committed when it ends well, else rolled back."""
    begun = time.monotonic()
    error = _work(run)
    settled = _insist(lambda: _settle(run, error))
    facts = {"job_id": run.job_id, "kind": run.lease.kind, "seconds": round(time.monotonic() - begun, 2)}
    how = "lost its lease" if not settled else _outcome(run, error)
    log.info("job %s %s %s", run.job_id, run.lease.kind, how, extra={"facts": facts})


def work_off(lane: Lane | None = None) -> int:
    """Do every job that is due, here and now, one after the other; how many there were."""
    done, process = 0, this_process()
    for each in [lane] if lane else list(Lane):
        while lease := leases.claim(each, process):
            perform(Run(lease))
            done += 1
    return done


def _work(run: Run) -> BaseException | None:
    try:
        _function(run.lease)(run, **run.lease.payload)
        db.session.commit()
    except BaseException as error:
        db.session.rollback()
        return error
    finally:
        db.session.remove()
    return None


def _function(lease: Lease) -> Callable[..., None]:
    if lease.kind not in KINDS:
        raise JobRefused(f"This version of Matinee does not know the job “{lease.kind}”.")
    return KINDS[lease.kind].work


def _settle(run: Run, error: BaseException | None) -> bool:
    if error is None:
        return leases.finish(run.lease)
    if run.is_cancelled():
        return _settle_stopped(run)
    return leases.fail(run.lease, explain(error), again=not isinstance(error, JobRefused))


def _settle_stopped(run: Run) -> bool:
    if run.stop_reason == LOST:
        return False
    return leases.cancel(run.lease) if run.stop_reason == CANCELLED else leases.give_back(run.lease)


def _insist(write: Callable[[], bool]) -> bool:
    """A restarting database must not lose what was done: try for a minute."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return write()
        except DBAPIError as error:
            db.session.rollback()
            if time.monotonic() > deadline:
                log.error("how a job ended could not be written: %s", error.orig)
                return False
            time.sleep(PAUSE_S)


def explain(error: BaseException) -> str:
    """Why it failed: a sentence for a person, then the last lines of the tool that failed."""
    reason = getattr(error, "reason", None)
    if not isinstance(reason, str) or not reason:
        log.error("a job failed", exc_info=error)
        reason = f"Something unexpected went wrong ({type(error).__name__}: {error})."[:1000]
    lines = list(getattr(error, "log", ()))[-LOG_LINES:]
    return "\n".join([reason, *map(str, lines)])


def _outcome(run: Run, error: BaseException | None) -> str:
    if error is None:
        return "done"
    return f"stopped ({run.stop_reason})" if run.is_cancelled() else "failed"
