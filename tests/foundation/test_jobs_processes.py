"""The worker as real processes: killed, closed, doubled."""

from __future__ import annotations

import signal
import time
from collections import Counter
from pathlib import Path

from flask import Flask

from app.foundation.db import db
from app.foundation.jobs import Job, JobState, enqueue
from tests.foundation.workshop import lines, state_of, wait_for, worker

QUEUE = 200


def put_in(name: str, **payload: object) -> int:
    row = enqueue(name, **payload)  # type: ignore[arg-type]
    db.session.commit()
    return row.id


def is_in(job_id: int, state: JobState) -> bool:
    return state_of(job_id).state == state


def test_two_workers_do_two_hundred_jobs_each_exactly_once(workshop: Flask, tmp_path: Path) -> None:
    numbers = [enqueue("chore.mark", file=str(tmp_path / "marks")).id for _ in range(QUEUE)]
    db.session.commit()
    with worker(workshop, quick=2), worker(workshop, quick=2):
        wait_for(lambda: len(lines(tmp_path / "marks")) >= QUEUE, 30)
        wait_for(lambda: all(row.state == JobState.DONE for row in every_job()))
    counted = Counter(lines(tmp_path / "marks"))
    assert set(counted) == {str(number) for number in numbers} and set(counted.values()) == {1}
    assert {row.attempts for row in every_job()} == {1}


def every_job() -> list[Job]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Job).execution_options(populate_existing=True)))


def test_a_job_of_a_killed_worker_goes_on_in_the_next_one_within_seconds(workshop: Flask, tmp_path: Path) -> None:
    number = put_in("chore.nap", file=str(tmp_path / "nap"), seconds=1)
    with worker(workshop) as first:
        wait_for(lambda: lines(tmp_path / "nap"))
        first.kill()
        first.wait()
    assert is_in(number, JobState.RUNNING)
    killed_at = time.monotonic()
    with worker(workshop):
        wait_for(lambda: len(lines(tmp_path / "nap")) >= 2)
        assert time.monotonic() - killed_at < 20  # long before its lease of 30 s is over
        wait_for(lambda: is_in(number, JobState.DONE))
    assert [line.split()[0] for line in lines(tmp_path / "nap")] == ["begun", "begun", "ended"]
    assert state_of(number).attempts == 2


def test_a_worker_told_to_stop_gives_its_jobs_back_even_one_that_does_not_listen(
    workshop: Flask, tmp_path: Path
) -> None:
    polite = put_in("chore.nap", file=str(tmp_path / "nap"), seconds=60)
    stubborn = put_in("chore.deaf", file=str(tmp_path / "deaf"))
    with worker(workshop, slow=2) as process:
        wait_for(lambda: lines(tmp_path / "nap") and lines(tmp_path / "deaf"))
        process.send_signal(signal.SIGTERM)
        told_at = time.monotonic()
        assert process.wait(10) == 0
    assert time.monotonic() - told_at < 4
    for number in (polite, stubborn):
        row = state_of(number)
        assert (row.state, row.attempts, row.lease_owner) == (JobState.QUEUED, 0, "")


def test_a_long_job_holds_up_no_quick_one_and_is_cancelled_in_seconds(workshop: Flask, tmp_path: Path) -> None:
    long = put_in("chore.nap", file=str(tmp_path / "nap"), seconds=60)
    with worker(workshop):
        wait_for(lambda: lines(tmp_path / "nap"))
        quick = put_in("chore.mark", file=str(tmp_path / "marks"))
        wait_for(lambda: is_in(quick, JobState.DONE), 3)
        assert is_in(long, JobState.RUNNING)
        row = db.session.get(Job, long, populate_existing=True)
        assert row
        row.cancel()
        db.session.commit()
        wait_for(lambda: is_in(long, JobState.CANCELLED), 4)
    assert "ended" not in lines(tmp_path / "nap")
