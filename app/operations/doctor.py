"""`flask doctor`: looks at everything and says what is wrong, each with its cure."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from app.foundation.db import db, reading
from app.foundation.jobs import Job, JobState
from app.operations import checks
from app.operations.readiness import Check, look

LEAST_FREE_GB = 5.0


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Look whether all is well; exit code 1 when something must be put right."""
    found = [*_settings(), *look(), _room(), _dead_jobs()]
    for check in found:
        click.echo(f"{_sign(check)}{check.name:<12}{check.says}")
    wrong = sum(not check.ok and check.matters for check in found)
    click.echo(f"{wrong} to put right." if wrong else "All is well.")
    raise SystemExit(1 if wrong else 0)


def _sign(check: Check) -> str:
    return "ok     " if check.ok else ("WRONG  " if check.matters else "note   ")


def _settings() -> Iterator[Check]:
    """What production refuses; elsewhere it is good to know."""
    kind = current_app.config["ENV"]
    faults = checks.find_faults(current_app._get_current_object())  # type: ignore[attr-defined]
    for fault in faults:
        yield Check("settings", False, str(fault), matters=kind == "production")
    if not faults:
        yield Check("settings", True, f"Nothing unsafe ({kind}).")


def _room() -> Check:
    folder = Path(current_app.config["INSTANCE"])
    free_gb = shutil.disk_usage(folder).free / 1e9
    says = f"{free_gb:.1f} GB free in {folder}."
    if free_gb >= LEAST_FREE_GB:
        return Check("disk", True, says)
    return Check("disk", False, f"{says} A film needs about twice its size: make room.", matters=free_gb < 0.5)


def _dead_jobs() -> Check:
    try:
        with reading():
            dead = db.session.scalar(db.select(db.func.count(Job.id)).where(Job.state == JobState.FAILED)) or 0
    except DBAPIError:
        return Check("jobs", False, "The queue cannot be read; see database above.", matters=False)
    cure = "See `flask --app wsgi jobs list --state failed`, then `jobs retry <number>`."
    return Check("jobs", not dead, f"{dead} gave up. {cure}" if dead else "None gave up.", matters=False)
