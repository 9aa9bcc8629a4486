"""A house to measure: one gunicorn process over seeded rows, and the cookies of those who visit it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from app.accounts.models import Account, Household
from app.accounts.models.household import OWNER
from app.foundation.db import db
from app.media import contained
from app.media.binaries import find_tools
from app.media.contained import Limits
from app.profiles.models import Profile
from app.watching.playbacks import open_playback
from tests.cast import Person
from tests.films import film, ready_video

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in: the cookie header, the CSRF token and a playback that beats."""

    cookie: str
    csrf: str
    beat_path: str
    playback: str


def build(instance: Path, visitors: int, films: int) -> tuple[Flask, list[Visitor]]:
    """A migrated house with that many films, and visitors each with a household, a profile and a film begun."""
    os.environ.update(MATINEE_ENV="development", MATINEE_INSTANCE=str(instance))
    from app import create_app

    app = create_app()
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        videos = [ready_video(film(f"Film number {number}")) for number in range(films)]
        db.session.commit()
        people = [_admit(app, number, videos[number % films]) for number in range(visitors)]
        db.session.remove()
    return app, people


def _admit(app: Flask, number: int, video: object) -> Visitor:
    household = Household(name=f"House {number}")
    account = Account(name=f"Visitor {number}")
    household.admit(account, OWNER)
    profile = Profile(name="Me", household=household, avatar_seed=number)
    db.session.add_all([household, account, profile])
    db.session.commit()
    person = Person(app, account, profile)
    playback = open_playback(person.session_id, profile, video)  # type: ignore[arg-type]
    db.session.commit()
    cookie = person.client.get_cookie("matinee")
    assert cookie
    path = f"/watch/{video.reference}/progress"  # type: ignore[attr-defined]
    return Visitor(f"matinee={cookie.value}", person.csrf, path, playback.reference)


@contextmanager
def gunicorn(port: int, log: Path, workers: int = 1) -> Iterator[int]:
    """Gevent as in production, in one process unless more are asked for; gives the pid of the first."""
    env = {**os.environ, "PORT": str(port), "MATINEE_WEB_WORKERS": str(workers), "MATINEE_ENV": "demo"}
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
        try:
            _wait(f"http://127.0.0.1:{port}/readyz")
            yield process.pid
        finally:
            process.terminate()
            process.wait(15)


def _wait(address: str) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{address} never answered.")


@contextmanager
def encode() -> Iterator[None]:
    """An endless 720p encode, in the same cage as the worker's."""
    source = ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25"]
    target = ["-c:v", "libx264", "-preset", "veryfast", "-f", "null", "-"]
    process = contained.start([find_tools().ffmpeg, *source, *target], Limits(time_s=3600, cpu_s=3600))
    try:
        yield
    finally:
        contained.end(process)


def children(pid: int) -> list[Path]:
    """The folders under /proc of a process's children (Linux)."""
    return [Path("/proc") / child for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def memory_mb(pid: int) -> float:
    """Resident memory of a process's children, in MB."""
    pages = sum(int((child / "statm").read_text().split()[1]) for child in children(pid))
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def processor_s(pid: int) -> tuple[float, float]:
    """Seconds that its children ran, and that they were ready to run and got no processor (schedstat, in ns)."""
    ran, waited = zip(*((child / "schedstat").read_text().split()[:2] for child in children(pid)), strict=True)
    return sum(map(int, ran)) / 1e9, sum(map(int, waited)) / 1e9
