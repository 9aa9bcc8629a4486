"""What must be true before Matinee serves: the database at its newest revision, the demo there if it is wanted."""

from __future__ import annotations

import io
import os
import sqlite3
import sys
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path

from flask import Flask
from flask.cli import ScriptInfo

ROOT = Path(__file__).resolve().parents[2]
STAMP = "prepared"
TOTAL = 6


class CannotPrepare(Exception):
    """A step failed; the message has what was printed and the step's name."""


def ensure_prepared(instance: Path, demo: bool) -> str:
    """The last two of `make run`'s six steps. Gives the first admin's one-time code, or "" with a demo or an admin.

    It happens in a process that then ends and gives its memory back; or not at all, when this very code has already
    prepared this very database, which saves a second start half of its time.
    """
    stamp, proof = instance / STAMP, _proof(instance, demo)
    if proof and stamp.is_file() and stamp.read_text(encoding="utf-8") == proof:
        print(f"5/{TOTAL} Database ... ok\n6/{TOTAL} {_name(demo)} ... ok", flush=True)
        return ""
    with ProcessPoolExecutor(max_workers=1) as pool:
        code = pool.submit(prepare, demo).result()
    stamp.write_text("" if code else _proof(instance, demo), encoding="utf-8")
    return code


def prepare(demo: bool) -> str:
    """Migrate, then open the demo or ask for the first admin's code."""
    with _step(5, "Database"):
        app = _application()
        _command(app, "db", "upgrade")
    with _step(6, _name(demo)):
        said = _command(app, *(("demo", "open") if demo else ("accounts", "first-admin-code")))
    return "" if demo else said.strip()


def _name(demo: bool) -> str:
    return "Demo programme" if demo else "A house without the demo"


def _proof(instance: Path, demo: bool) -> str:
    """What must be the same for nothing to be left to do: code, database file and its revision; "" if never."""
    database = instance / "matinee.db"
    if any(os.environ.get(name) for name in ("MATINEE_DATABASE", "MATINEE_DATABASE_FILE", "DATABASE_URL")):
        return ""
    if not database.is_file() or (demo and not (instance / "demo-accounts.json").is_file()):
        return ""
    return repr((demo, database.stat().st_ino, _revision(database), _age_of_code()))


def _revision(database: Path) -> str:
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchall())
    return ""


def _age_of_code() -> list[tuple[str, int, int]]:
    """Name, size and time of every file that migrations and demo are made of."""
    files = [path for folder in ("migrations", "app/demo") for path in (ROOT / folder).rglob("*.py")]
    return sorted((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files)


def _application() -> Flask:
    from app.foundation.settings import ConfigError

    try:
        from wsgi import app
    except ConfigError as error:
        raise CannotPrepare(str(error)) from error
    return app


def _command(app: Flask, *words: str) -> str:
    """Run one of the application's own commands in this process and give back what it printed."""
    said, noise = io.StringIO(), io.StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(noise):
            code = app.cli.main(list(words), "flask", standalone_mode=False, obj=ScriptInfo(create_app=lambda: app))
    except Exception as error:
        raise CannotPrepare(_told(words, said, noise, traceback.format_exc())) from error
    if isinstance(code, int) and code:
        raise CannotPrepare(_told(words, said, noise, f"exit code {code}"))
    return said.getvalue()


def _told(words: tuple[str, ...], said: io.StringIO, noise: io.StringIO, why: str) -> str:
    return "\n".join([said.getvalue(), noise.getvalue(), why, f"`flask --app wsgi {' '.join(words)}` failed."]).strip()


@contextmanager
def _step(number: int, name: str) -> Iterator[None]:
    begun = time.monotonic()
    print(f"{number}/{TOTAL} {name} ... ", end="", flush=True)
    try:
        yield
    except BaseException:
        print("stopped", flush=True)
        raise
    took = time.monotonic() - begun
    sys.stdout.write("ok\n" if took < 1 else f"ok ({took:.0f} s)\n")
    sys.stdout.flush()
