"""The queue in one process: putting in, trying, failing, retrying, cancelling."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask

from app.foundation import clock
from app.foundation.db import db, reading
from app.foundation.events import STAFF, Event
from app.foundation.jobs import Job, JobCancelled, JobState, Lane, Run, enqueue, leases, schedule, telling
from app.foundation.jobs.owner import is_dead, this_process
from app.foundation.jobs.performing import perform, work_off
from app.foundation.jobs.run import CANCELLED, LOST, SHUTDOWN
from tests.foundation.workshop import lines, state_of


def put_in(name: str, **payload: object) -> int:
    row = enqueue(name, **payload)  # type: ignore[arg-type]
    db.session.commit()
    return row.id


def due_now(job_id: int) -> None:
    db.session.execute(db.update(Job).where(Job.id == job_id).values(run_after=clock.now()))
    db.session.commit()


def claimed(lane: Lane = Lane.QUICK) -> Run:
    lease = leases.claim(lane, this_process())
    assert lease is not None
    return Run(lease)


def test_a_job_is_done_once_and_says_so(workshop: Flask, tmp_path: Path) -> None:
    number = put_in("chore.mark", file=str(tmp_path / "marks"))
    assert work_off() == 1
    assert lines(tmp_path / "marks") == [str(number)]
    row = state_of(number)
    assert (row.state, row.progress, row.attempts, row.lease_owner) == ("done", 1.0, 1, "")
    assert row.finished_at and work_off() == 0


def told() -> list[tuple[str, str]]:
    with reading():
        return [(row.kind, row.audience) for row in db.session.scalars(db.select(Event))]


def test_staff_hear_that_a_job_waits_began_and_ended(
    workshop: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "EVERY_S", 0.0)
    put_in("chore.mark", file=str(tmp_path / "marks"))
    work_off()
    assert told() == [("jobs-changed", STAFF)] * 3


def test_a_process_tells_of_its_work_once_a_second_and_of_the_last_change_too(
    workshop: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "teller", telling.Teller())
    monkeypatch.setattr(telling, "teller", leases.teller)
    for _ in range(3):
        put_in("chore.mark", file=str(tmp_path / "marks"))
    work_off()
    leases.tell_owed()
    assert len(told()) == 3 + 1
    monkeypatch.setattr(telling, "EVERY_S", 0.0)
    leases.tell_owed()
    leases.tell_owed()
    assert len(told()) == 3 + 2


def test_the_lower_priority_number_goes_first(workshop: Flask, tmp_path: Path) -> None:
    later = put_in("chore.mark", file=str(tmp_path / "marks"))
    sooner = put_in("chore.mark", file=str(tmp_path / "marks"), priority=-1)
    work_off()
    assert lines(tmp_path / "marks") == [str(sooner), str(later)]


def test_a_job_that_fails_waits_longer_each_time_and_is_dead_after_three_tries(workshop: Flask) -> None:
    number = put_in("chore.break")
    for attempt, pause in ((1, 10), (2, 60)):
        work_off()
        row = state_of(number)
        assert (row.state, row.attempts) == (JobState.QUEUED, attempt)
        assert pause - 5 < (row.run_after - clock.now()).total_seconds() <= pause
        due_now(number)
    work_off()
    row = state_of(number)
    assert (row.state, row.attempts) == (JobState.FAILED, 3)
    assert "the lamp is broken" in row.error and row.finished_at


def test_a_dead_job_is_retried_with_all_its_tries(workshop: Flask) -> None:
    number = put_in("chore.refuse")
    work_off()
    row = db.session.get(Job, number, populate_existing=True)
    assert row and row.retry() is row
    db.session.commit()
    assert (state_of(number).state, state_of(number).attempts, state_of(number).error) == ("queued", 0, "")


def test_a_refusal_is_not_tried_again_and_its_reason_comes_first(workshop: Flask) -> None:
    number = put_in("chore.refuse")
    work_off()
    assert state_of(number).state == JobState.FAILED
    assert state_of(number).error == "This is a text, not a film.\nline 1\nline 2"


def test_a_job_of_another_version_is_refused(workshop: Flask) -> None:
    db.session.add(Job(kind="chore.unheard", lane="quick"))
    db.session.commit()
    work_off()
    row = db.session.scalars(db.select(Job)).one()
    assert row.state == JobState.FAILED and "chore.unheard" in row.error


def test_a_job_may_not_work_inside_a_transaction(workshop: Flask) -> None:
    number = put_in("chore.hold")
    work_off()
    assert "inside a transaction" in state_of(number).error


def test_the_same_key_waits_only_once(workshop: Flask, tmp_path: Path) -> None:
    first, second = (put_in("chore.mark", dedupe_key="film 1", file=str(tmp_path / "marks")) for _ in "ab")
    assert first == second
    work_off()
    assert put_in("chore.mark", dedupe_key="film 1", file=str(tmp_path / "marks")) != first


def test_two_that_put_in_the_same_key_at_once_get_one_job(workshop: Flask, tmp_path: Path) -> None:
    together, found = threading.Barrier(4), []

    def put() -> None:
        with workshop.app_context():
            together.wait()
            found.append(put_in("chore.mark", dedupe_key="film 1", file=str(tmp_path / "marks")))

    threads = [threading.Thread(target=put) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(found)) == 1


def test_retrying_what_already_waits_under_the_same_key_gives_the_one_that_waits(workshop: Flask) -> None:
    dead = put_in("chore.refuse", dedupe_key="film 1")
    work_off()
    open_one = put_in("chore.refuse", dedupe_key="film 1")
    row = db.session.get(Job, dead, populate_existing=True)
    assert row and row.retry().id == open_one and row.state == JobState.FAILED


def test_a_waiting_job_is_cancelled_at_once(workshop: Flask, tmp_path: Path) -> None:
    number = put_in("chore.mark", file=str(tmp_path / "marks"))
    row = db.session.get(Job, number)
    assert row
    row.cancel()
    db.session.commit()
    assert work_off() == 0 and state_of(number).state == JobState.CANCELLED


def test_a_running_job_hears_at_its_next_progress_that_it_should_stop(workshop: Flask, tmp_path: Path) -> None:
    number = put_in("chore.nap", file=str(tmp_path / "nap"), seconds=0.5)
    run = claimed(Lane.SLOW)
    db.session.execute(db.update(Job).where(Job.id == number).values(cancel_requested=True))
    db.session.commit()
    with pytest.raises(JobCancelled):
        run.progress(0.1)
    assert run.is_cancelled() and run.stop_reason == CANCELLED
    perform(run)
    assert state_of(number).state == JobState.CANCELLED


def test_progress_is_written_at_most_once_a_second(workshop: Flask, tmp_path: Path) -> None:
    number = put_in("chore.mark", file=str(tmp_path / "marks"))
    run = claimed()
    for part in (0.25, 0.5, 0.75):
        run.progress(part, "Encoding")
    assert (state_of(number).progress, state_of(number).stage) == (0.25, "Encoding")


def test_a_closing_worker_gives_a_job_back_without_losing_a_try(workshop: Flask, tmp_path: Path) -> None:
    number = put_in("chore.nap", file=str(tmp_path / "nap"), seconds=1)
    run = claimed(Lane.SLOW)
    run.stop(SHUTDOWN)
    perform(run)
    row = state_of(number)
    assert (row.state, row.attempts, row.lease_owner, row.finished_at) == (JobState.QUEUED, 0, "", None)


def test_who_lost_the_lease_has_no_say_any_more(workshop: Flask, tmp_path: Path) -> None:
    number = put_in("chore.mark", file=str(tmp_path / "marks"))
    sleeper = claimed()
    db.session.execute(db.update(Job).values(lease_until=clock.now() - timedelta(seconds=1)))
    db.session.commit()
    assert [leases.reap(row) for row in leases.running()] == [True]
    other = claimed()
    assert not leases.finish(sleeper.lease) and leases.beat(sleeper.lease, 0.5, "") == LOST
    assert state_of(number).state == JobState.RUNNING
    assert leases.finish(other.lease) and state_of(number).attempts == 2


def test_a_lease_that_runs_is_left_alone(workshop: Flask, tmp_path: Path) -> None:
    put_in("chore.mark", file=str(tmp_path / "marks"))
    claimed()
    assert [leases.reap(row) for row in leases.running()] == [False]


def test_a_job_whose_worker_died_three_times_is_dead_and_says_why(workshop: Flask, tmp_path: Path) -> None:
    number = put_in("chore.mark", file=str(tmp_path / "marks"))
    for _ in range(3):
        claimed()
        db.session.execute(db.update(Job).values(lease_until=clock.now() - timedelta(seconds=1)))
        db.session.commit()
        assert [leases.reap(row) for row in leases.running()] == [True]
    row = state_of(number)
    assert row.state == JobState.FAILED and "three times" in row.error and row.finished_at


def test_schedules_put_in_one_job_a_slot(workshop: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    hourly = {"chore.break": schedule.Schedule("chore.break", 3600)}
    monkeypatch.setattr(schedule, "SCHEDULES", hourly)
    assert len(schedule.enqueue_due()) == 1
    assert schedule.enqueue_due() == []
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(schedule, "clock", SimpleNamespace(now=lambda: later))
    assert len(schedule.enqueue_due()) == 1


DEAD: dict[str, Callable[[str], str]] = {
    "this process": lambda me: me,
    "the same number born at another time": lambda me: f"{me}1",
    "a process elsewhere": lambda me: "elsewhere:1:00000000123",
    "nonsense": lambda me: "nonsense",
}


def test_a_dead_owner_is_known_only_where_it_lived() -> None:
    me = f"{this_process()}#7"
    assert len(this_process()) <= 52
    found = {name: is_dead(make(me.partition("#")[0])) for name, make in DEAD.items()}
    assert found == {
        "this process": False,
        "the same number born at another time": True,
        "a process elsewhere": False,
        "nonsense": False,
    }
