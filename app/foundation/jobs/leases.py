"""Taking a job, keeping it, and letting go of it: each a transaction of one or two statements, never longer.

They run beside `db.session`, so that nothing a job has half done is committed with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, Row, case, literal, null, or_
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.foundation import clock
from app.foundation.db import UtcDateTime, db, reading
from app.foundation.jobs.models import PREFERRED, TRIES, Job, JobState
from app.foundation.jobs.owner import is_dead
from app.foundation.jobs.queue import Lane
from app.foundation.jobs.run import ASIDE, CANCELLED, PAUSED
from app.foundation.jobs.run import LOST as LOST_LEASE
from app.foundation.jobs.telling import tell_work, teller

LEASE = timedelta(seconds=30)
FIRST_PAUSE_S = 10.0
LOST = "The worker that ran it stopped without a word, three times in a row."
WISHES = (Job.cancel_requested, JobState.CANCELLED), (Job.pause_requested, JobState.PAUSED)
NO_LEASE: dict[str, Any] = {"lease_owner": "", "lease_until": None}
_claims = count(1)


@dataclass(frozen=True)
class Lease:
    """A job that this process may work on. `owner` differs for every claim, so an old one fits no new lease."""

    job_id: int
    kind: str
    payload: dict[str, Any]
    attempt: int
    owner: str


@contextmanager
def aside() -> Iterator[Session]:
    """A short transaction of its own, beside `db.session`."""
    session = Session(db.engine, expire_on_commit=False, join_transaction_mode="create_savepoint")
    with session, session.begin():
        yield session


def claim(lane: Lane | str, process: str) -> Lease | None:
    """Take the next due job of a lane, or None. Looks without a lock first, since mostly there is nothing."""
    with reading():
        if db.session.scalar(db.select(Job.id).where(*_due(lane)).limit(1)) is None:
            return None
    with aside() as session:
        row = session.execute(_claiming(lane, f"{process}#{next(_claims)}")).one_or_none()
        if row is None:
            return None
        lease = Lease(*row)
        tell_work(session)
    return lease


def _due(lane: Lane | str | InstrumentedAttribute[str]) -> tuple[ColumnElement[bool], ...]:
    return Job.state == JobState.QUEUED, Job.lane == lane, Job.run_after <= clock.now()


def _claiming(lane: Lane | str, owner: str) -> Any:
    """One statement; on PostgreSQL rows that another worker is taking are stepped over."""
    chosen = db.select(Job.id).where(*_due(lane)).order_by(Job.priority, Job.id).limit(1)
    values: dict[str, Any] = {"state": JobState.RUNNING, "attempts": Job.attempts + 1, "progress": 0.0, "stage": ""}
    moment = clock.now()
    return (
        db.update(Job)
        .where(Job.id == chosen.with_for_update(skip_locked=True).scalar_subquery())
        .values(**values, lease_owner=owner, lease_until=moment + LEASE, started_at=moment, finished_at=None)
        .returning(Job.id, Job.kind, Job.payload, Job.attempts, Job.lease_owner)
        .execution_options(synchronize_session=False)
    )


def beat(lease: Lease, progress: float, stage: str) -> str:
    """Keep the lease and say how far it is (0 to 1). Why it should stop: asked to, asked to rest, to step aside for a
    preferred job that waits in its lane, or lost; else ""."""
    values = {"progress": progress, "stage": stage[:60], "lease_until": clock.now() + LEASE}
    with aside() as session:
        update = db.update(Job).where(*_held(lease.owner, lease.job_id)).values(values)
        row = session.execute(update.returning(Job.cancel_requested, Job.pause_requested)).one_or_none()
        if row is None:
            return LOST_LEASE
        tell_work(session)
        return stop_reason(row) or (ASIDE if session.scalar(_is_outdone(lease)) else "")


def _is_outdone(lease: Lease) -> Any:
    """Whether somebody wants another job of this lane first, and no worker was free to take it."""
    mine = aliased(Job)
    preferred = mine.id == lease.job_id, mine.priority > PREFERRED, Job.priority <= PREFERRED
    return db.select(Job.id).where(*preferred, *_due(mine.lane)).limit(1)


def stop_reason(row: Row[Any]) -> str:
    """Why the job of this row should stop, if it should."""
    return CANCELLED if row.cancel_requested else PAUSED if row.pause_requested else ""


def renew(leases: Iterable[Lease]) -> None:
    """Keep these for another 30 seconds."""
    held = [lease.owner for lease in leases]
    with aside() as session:
        mine = Job.lease_owner.in_(held), Job.state == JobState.RUNNING
        session.execute(db.update(Job).where(*mine).values(lease_until=clock.now() + LEASE))


def finish(lease: Lease) -> bool:
    """It is done. False when the lease had been lost: then somebody else does it again."""
    return _let_go(lease, JobState.DONE, progress=1.0, error="")


def cancel(lease: Lease) -> bool:
    """It was stopped because somebody asked."""
    return _let_go(lease, JobState.CANCELLED)


def fail(lease: Lease, error: str, *, again: bool) -> bool:
    """This try failed. It waits for the next one, longer each time, or is dead after the third."""
    if not again or lease.attempt >= TRIES:
        return _let_go(lease, JobState.FAILED, error=error)
    later = clock.now() + timedelta(seconds=pause_after(lease.attempt))
    return _let_go(lease, JobState.QUEUED, error=error, run_after=later, finished_at=None)


def give_back(lease: Lease) -> bool:
    """Unfinished through no fault of its own: back to the queue, or to rest, and the try does not count."""
    state = case(*WISHES, else_=JobState.QUEUED)
    values = {"attempts": Job.attempts - 1, "run_after": clock.now(), "finished_at": _now_if(Job.cancel_requested)}
    return _let_go(lease, state, **values)


def pause_after(attempt: int) -> float:
    """Seconds to wait after the nth failed try: 10, then 60."""
    return FIRST_PAUSE_S * 6.0 ** (attempt - 1)


def tell_owed() -> None:
    """Tell of the last change, if that has waited for its second."""
    if teller.owes:
        with aside() as session:
            tell_work(session)


def running() -> list[Row[Any]]:
    """Every job that is being worked on anywhere: id, lease_owner, lease_until, cancel_requested, pause_requested."""
    columns = Job.id, Job.lease_owner, Job.lease_until, Job.cancel_requested, Job.pause_requested
    with reading():
        return list(db.session.execute(db.select(*columns).where(Job.state == JobState.RUNNING)).all())


def reap(row: Row[Any]) -> bool:
    """Free a job whose owner is dead or whose lease has run out: next try, or dead after the third."""
    if row.lease_until >= clock.now() and not is_dead(row.lease_owner):
        return False
    spent = Job.attempts >= TRIES
    state = case(WISHES[0], (spent, JobState.FAILED), WISHES[1], else_=JobState.QUEUED)
    values = {"state": state, "error": case((spent, LOST), else_=Job.error), "run_after": clock.now()}
    ended = {"finished_at": _now_if(or_(Job.cancel_requested, spent)), **NO_LEASE}
    with aside() as session:
        update = db.update(Job).where(*_held(row.lease_owner, row.id), Job.lease_until == row.lease_until)
        now_is = session.scalar(update.values(values | ended).returning(Job.state))
        if now_is is not None:
            tell_work(session)
    return now_is is not None


def _now_if(condition: Any) -> Any:
    return case((condition, literal(clock.now(), UtcDateTime())), else_=null())


def _held(owner: str, job_id: int) -> tuple[ColumnElement[bool], ...]:
    return Job.id == job_id, Job.lease_owner == owner, Job.state == JobState.RUNNING


def _let_go(lease: Lease, state: Any, **values: Any) -> bool:
    values = {"finished_at": clock.now(), **values, **NO_LEASE}
    with aside() as session:
        update = db.update(Job).where(*_held(lease.owner, lease.job_id)).values(state=state, **values)
        now_is = session.scalar(update.returning(Job.state))
        if now_is is not None:
            tell_work(session)
    return now_is is not None
