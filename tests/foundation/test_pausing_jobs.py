"""A job that rests keeps its place and what it has done, until somebody lets it go on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.foundation import clock
from app.foundation.db import db
from app.foundation.jobs import Job, JobCancelled, JobState, Lane, leases
from app.foundation.jobs.performing import perform, work_off
from app.foundation.jobs.run import ASIDE, PAUSED, SHUTDOWN
from tests.foundation.test_jobs import claimed, put_in
from tests.foundation.workshop import lines, state_of


def wish(number: int, verb: str) -> None:
    row = db.session.get(Job, number, populate_existing=True)
    assert row
    getattr(row, verb)()
    db.session.commit()


def test_a_waiting_job_rests_at_once_and_goes_on_when_told(workshop: Flask, tmp_path: Path) -> None:
    number = put_in("chore.mark", file=str(tmp_path / "marks"))
    wish(number, "pause")
    assert state_of(number).state == JobState.PAUSED and work_off() == 0
    wish(number, "resume")
    assert work_off() == 1 and lines(tmp_path / "marks") == [str(number)]


def test_a_running_job_rests_at_its_next_beat_and_loses_no_try(workshop: Flask, tmp_path: Path) -> None:
    number = put_in("chore.nap", file=str(tmp_path / "nap"), seconds=0.5)
    run = claimed(Lane.SLOW)
    wish(number, "pause")
    with pytest.raises(JobCancelled):
        run.progress(0.4, "Napping")
    assert run.stop_reason == PAUSED
    perform(run)
    row = state_of(number)
    assert (row.state, row.attempts, row.lease_owner, row.finished_at) == (JobState.PAUSED, 0, "", None)
    assert row.progress == 0.4, "how far it was is still told"
    wish(number, "resume")
    assert work_off() == 1 and state_of(number).state == JobState.DONE


def test_what_rests_keeps_others_of_its_key_away(workshop: Flask) -> None:
    number = put_in("chore.refuse", dedupe_key="film 1")
    wish(number, "pause")
    assert put_in("chore.refuse", dedupe_key="film 1") == number


def test_what_rests_can_be_stopped(workshop: Flask, tmp_path: Path) -> None:
    number = put_in("chore.mark", file=str(tmp_path / "marks"))
    wish(number, "pause")
    wish(number, "cancel")
    assert state_of(number).state == JobState.CANCELLED


def test_a_wish_to_rest_can_be_taken_back_before_it_is_heard(workshop: Flask, tmp_path: Path) -> None:
    number = put_in("chore.nap", file=str(tmp_path / "nap"), seconds=0.1)
    run = claimed(Lane.SLOW)
    wish(number, "pause")
    wish(number, "resume")
    perform(run)
    assert state_of(number).state == JobState.DONE


def test_a_worker_that_closes_or_dies_meanwhile_leaves_it_at_rest(workshop: Flask, tmp_path: Path) -> None:
    for end in ("closes", "dies"):
        number = put_in("chore.nap", file=str(tmp_path / end), seconds=1)
        run = claimed(Lane.SLOW)
        wish(number, "pause")
        if end == "closes":
            run.stop(SHUTDOWN)
            perform(run)
        else:
            past = clock.now() - timedelta(seconds=1)
            db.session.execute(db.update(Job).where(Job.id == number).values(lease_until=past))
            db.session.commit()
            assert [leases.reap(row) for row in leases.running()] == [True]
        assert state_of(number).state == JobState.PAUSED, end


def test_a_retried_job_has_no_wish_left(workshop: Flask, tmp_path: Path) -> None:
    number = put_in("chore.mark", file=str(tmp_path / "marks"))
    wish(number, "pause")
    wish(number, "cancel")
    wish(number, "retry")
    assert work_off() == 1 and state_of(number).state == JobState.DONE


def test_a_running_job_steps_aside_for_a_preferred_one_and_goes_on_after_it(workshop: Flask, tmp_path: Path) -> None:
    long, first = (put_in("chore.nap", file=str(tmp_path / name), seconds=0.1) for name in ("long", "first"))
    run = claimed(Lane.SLOW)
    run.progress(0.4, "Napping")
    wish(first, "prefer")
    run._written_at = float("-inf")
    with pytest.raises(JobCancelled):
        run.progress(0.5, "Napping")
    assert run.stop_reason == ASIDE
    perform(run)
    row = state_of(long)
    assert (row.state, row.attempts, row.finished_at) == (JobState.QUEUED, 0, None)
    assert claimed(Lane.SLOW).job_id == first


@pytest.mark.parametrize("other", ["of another lane", "that rests", "that waits for its time", "less wanted than it"])
def test_nobody_steps_aside_for_one(workshop: Flask, tmp_path: Path, other: str) -> None:
    running = put_in("chore.nap", file=str(tmp_path / "nap"), seconds=0.1)
    if other == "less wanted than it":
        wish(running, "prefer")
    run = claimed(Lane.SLOW)
    number = put_in("chore.mark" if other == "of another lane" else "chore.nap", file=str(tmp_path / "x"))
    wish(number, "prefer")
    if other == "that rests":
        wish(number, "pause")
    if other == "that waits for its time":
        db.session.get_one(Job, number).run_after = clock.now() + timedelta(hours=1)
        db.session.commit()
    run.progress(0.4, "Napping")
    assert run.stop_reason == ""
