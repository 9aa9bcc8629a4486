"""`flask jobs list`, `retry` and `cancel`."""

from __future__ import annotations

from flask import Flask

from app.foundation.db import db
from app.foundation.jobs import Job, JobState


def add_job(state: JobState, error: str = "") -> int:
    row = Job(kind="operations.sweep", lane="quick", state=state, error=error, attempts=3)
    db.session.add(row)
    db.session.commit()
    return row.id


def ask(app: Flask, *words: str) -> tuple[int, str]:
    said = app.test_cli_runner().invoke(args=["jobs", *words])
    return said.exit_code, said.output


def test_the_list_shows_why_a_job_failed(app: Flask) -> None:
    number = add_job(JobState.FAILED, "The disk is full.\nlog")
    code, said = ask(app, "list", "--state", "failed")
    assert code == 0 and str(number) in said and said.strip().endswith("The disk is full.")
    assert "The disk" not in ask(app, "list", "--state", "done")[1]


def test_a_dead_job_is_retried_by_hand(app: Flask) -> None:
    number = add_job(JobState.FAILED)
    assert ask(app, "retry", str(number)) == (0, f"Job {number} is queued.\n")
    row = db.session.get(Job, number, populate_existing=True)
    assert row and (row.state, row.attempts) == (JobState.QUEUED, 0)
    assert ask(app, "retry", str(number))[0] == 1


def test_a_waiting_job_is_cancelled_by_hand(app: Flask) -> None:
    number = add_job(JobState.QUEUED)
    assert ask(app, "cancel", str(number)) == (0, f"Job {number} is cancelled.\n")
    assert ask(app, "cancel", str(number))[0] == 1
    assert ask(app, "cancel", "999999")[0] == 1
