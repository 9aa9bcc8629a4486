"""A queue with real commits and real worker processes: chores to do, and an app of nothing but the foundation."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate, upgrade

from app.foundation import limits
from app.foundation.db import db, reading
from app.foundation.jobs import Job, JobRefused, Lane, Run, job

ROOT = Path(__file__).resolve().parents[2]
assert limits  # the foundation's tables


def say(file: str, line: str) -> None:
    """Add a line, whole, whoever else writes."""
    with open(file, "a") as out:
        out.write(f"{line}\n")


@job("chore.mark")
def mark(run: Run, file: str) -> None:
    """Leaves one line with its number."""
    say(file, str(run.job_id))


@job("chore.nap", lane=Lane.SLOW)
def nap(run: Run, file: str, seconds: float) -> None:
    """Takes a while, listens all the time, and says when it begins and ends."""
    say(file, f"begun {os.getpid()}")
    for part in range(int(seconds * 20)):
        run.progress(part / (seconds * 20), "Napping")
        time.sleep(0.05)
    say(file, "ended")


@job("chore.deaf", lane=Lane.SLOW)
def deaf(_run: Run, file: str) -> None:
    """Listens to nobody."""
    say(file, "begun")
    time.sleep(120)


@job("chore.break")
def break_down(_run: Run) -> None:
    """Fails each time."""
    raise ValueError("the lamp is broken")


@job("chore.refuse")
def refuse(_run: Run) -> None:
    """Fails for good."""
    raise JobRefused("This is a text, not a film.", ("line 1", "line 2"))


@job("chore.hold")
def hold(run: Run) -> None:
    """Works with a transaction open, which nobody may."""
    db.session.get(Job, run.job_id)
    run.progress(0.5)


def make_workshop(instance: Path, address: str) -> Flask:
    """An app of nothing but the database and the queue."""
    app = Flask("workshop")
    engine = {"pool_pre_ping": True}
    app.config.update(
        SQLALCHEMY_DATABASE_URI=address, SQLALCHEMY_ENGINE_OPTIONS=engine, INSTANCE=instance, TESTING=True
    )
    db.init_app(app)
    Migrate(app, db, render_as_batch=True)
    return app


def migrate(address: str) -> None:
    """Bring an empty database to the newest revision."""
    app = make_workshop(Path("/nowhere"), address)
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        db.engine.dispose()


@contextmanager
def worker(app: Flask, quick: int = 1, slow: int = 1) -> Iterator[subprocess.Popen[str]]:
    """A worker in a process of its own, which is killed in the end."""
    address, instance = app.config["SQLALCHEMY_DATABASE_URI"], app.config["INSTANCE"]
    command = [sys.executable, "-m", "tests.foundation.worker_process", address, str(instance), str(quick), str(slow)]
    process = subprocess.Popen(command, cwd=ROOT, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(what: Callable[[], Any], seconds: float = 15) -> Any:
    """What it gives, once that is true; AssertionError when time is up."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.03)
    return found


def state_of(job_id: int) -> Job:
    """The job's row as it is now."""
    with reading():
        row = db.session.get(Job, job_id, populate_existing=True)
        assert row is not None
        db.session.expunge(row)
    return row


def lines(file: Path) -> list[str]:
    """What the chores wrote."""
    return file.read_text().splitlines() if file.exists() else []
