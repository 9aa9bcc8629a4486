"""Whether this process may be sent visitors, and if not, why."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.foundation.db import db, reading
from app.foundation.jobs.worker import beat_file
from app.media.binaries import find_tools
from app.media.failures import MediaFailure

BEAT_FRESH_S = 20.0


@dataclass(frozen=True)
class Check:
    """One thing looked at. `matters` is False for what is only good to know."""

    name: str
    ok: bool
    says: str
    matters: bool = True


def look() -> list[Check]:
    """Every check, in order; none of them writes to the database."""
    return [_database(), _migrations(), _instance(), _media(), _worker()]


def is_ready(checks: list[Check]) -> bool:
    """Whether nothing that matters is wrong."""
    return all(check.ok or not check.matters for check in checks)


def _database() -> Check:
    return _asked("database", lambda: Check("database", bool(_scalar("SELECT 1")), "It answers."))


def _migrations() -> Check:
    def compare() -> Check:
        at, head = _scalar("SELECT version_num FROM alembic_version"), newest_migration(_folder())
        if at == head:
            return Check("migrations", True, "The tables are up to date.")
        return Check("migrations", False, f"The tables are at {at}, not {head}. Run `flask --app wsgi db upgrade`.")

    return _asked("migrations", compare)


def _instance() -> Check:
    ok = os.access(current_app.config["INSTANCE"], os.R_OK | os.W_OK | os.X_OK)
    return Check("instance", ok, "It can be written." if ok else "The instance folder cannot be written.")


def _media() -> Check:
    try:
        return Check("media", True, find_tools().version)
    except MediaFailure as failure:
        return Check("media", False, failure.reason)


def _worker() -> Check:
    """For information: pages are shown without a worker, only films do not become ready."""
    age = worker_age_s()
    if age is None:
        return Check("worker", False, "None has been seen yet.", matters=False)
    return Check("worker", age < BEAT_FRESH_S, f"Seen {age:.0f} s ago.", matters=False)


def worker_age_s() -> float | None:
    """Seconds since a worker was last alive; None when there never was one."""
    try:
        return max(0.0, time.time() - beat_file().stat().st_mtime)
    except OSError:
        return None


def _asked(name: str, ask: Callable[[], Check]) -> Check:
    try:
        return ask()
    except DBAPIError:
        return Check(name, False, "The database does not answer, or has no tables yet.")


def _scalar(statement: str) -> Any:
    with reading():
        return db.session.scalar(text(statement))


def _folder() -> str:
    return str(Path(current_app.root_path).parent / "migrations")


@cache
def newest_migration(folder: str) -> str | None:
    """The revision that the program was written for."""
    return ScriptDirectory(folder).get_current_head()
