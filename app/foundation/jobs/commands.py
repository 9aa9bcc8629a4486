"""`flask jobs …`: the worker, and the queue by hand."""

from __future__ import annotations

import os
import signal

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app.foundation.db import db, reading
from app.foundation.jobs.models import Job, JobState
from app.foundation.jobs.queue import Lane

jobs = AppGroup("jobs", help="The queue and its worker.")


@jobs.command("work")
@click.option("--quick", default=1, show_default=True, help="Threads for mail, images, indexes.")
@click.option("--slow", type=int, help="Threads for encodes; MATINEE_ENCODES unless given.")
@click.option("--until-empty", is_flag=True, help="Do what is due, then end.")
def work(quick: int, slow: int | None, until_empty: bool) -> None:
    """Work until told to stop (SIGTERM, Ctrl-C): jobs that run then go back to the queue."""
    from app.foundation.jobs.worker import Worker, work_off

    if until_empty:
        click.echo(f"{work_off()} jobs done")
        return
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    worker = Worker(app, {Lane.QUICK: quick, Lane.SLOW: app.config["ENCODES"] if slow is None else slow})
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: worker.stop())
    if not worker.run():
        os._exit(0)  # a thread that does not listen must not keep the process: its job has gone back


@jobs.command("list")
@click.option("--state", type=click.Choice([state.value for state in JobState]), help="Only these.")
@click.option("--limit", default=50, show_default=True)
def show(state: str | None, limit: int) -> None:
    """Print the newest jobs."""
    select = db.select(Job).order_by(Job.id.desc()).limit(limit)
    with reading():
        rows = list(db.session.scalars(select.where(Job.state == state) if state else select))
    for row in rows:
        reason = row.error.partition("\n")[0]
        click.echo(f"{row.id:>6}  {row.state:<10}{row.progress:>4.0%}  {row.lane:<6}{row.kind:<28}{reason}".rstrip())


@jobs.command("retry")
@click.argument("job_id", type=int)
def retry(job_id: int) -> None:
    """Put a failed or cancelled job back in the queue."""
    row = _find(job_id)
    if not row.is_over:
        raise click.ClickException(f"Job {job_id} is {row.state}: nothing to retry.")
    waiting = row.retry()
    db.session.commit()
    click.echo(f"Job {waiting.id} is queued.")


@jobs.command("cancel")
@click.argument("job_id", type=int)
def cancel(job_id: int) -> None:
    """Stop a job: at once while it waits, within a second or two while it runs."""
    row = _find(job_id)
    if row.is_over:
        raise click.ClickException(f"Job {job_id} is {row.state} already.")
    row.cancel()
    db.session.commit()
    click.echo(f"Job {job_id} is {row.state if row.is_over else 'being stopped'}.")


def _find(job_id: int) -> Job:
    row = db.session.get(Job, job_id)
    if row is None:
        raise click.ClickException(f"There is no job {job_id}.")
    return row


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(jobs)
