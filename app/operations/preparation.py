"""What must be true before Matinee serves: the database at its newest revision, the demo there if it is wanted."""

from __future__ import annotations

import io
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

from flask import Flask
from flask.cli import ScriptInfo

from app.foundation.settings import ConfigError

TOTAL = 6


class CannotPrepare(Exception):
    """A step failed; the message has what was printed and the step's name."""


def prepare(demo: bool) -> str:
    """The last two of `make run`'s six steps. Gives the first admin's one-time code, or "" with a demo or an admin."""
    with _step(5, "Database"):
        app = _application()
        _command(app, "db", "upgrade")
    if demo:
        with _step(6, "Demo programme"):
            _command(app, "demo", "open")
        return ""
    with _step(6, "An empty house"):
        return _command(app, "accounts", "first-admin-code").strip()


def _application() -> Flask:
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
