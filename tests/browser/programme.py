"""The demo's programme with small films in it: made once a run, copied for whoever walks through it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from flask import Flask
from flask_migrate import upgrade
from PIL import Image

from app import create_app
from app.accounts.models import Account, EmailAddress
from app.catalogue.artwork import keep_picture
from app.catalogue.models import Artwork, Episode, Season, Title
from app.demo.opening import open_demo
from app.demo.programme import ACCOUNTS, COLLECTIONS, PEOPLE
from app.discussions.models import Post
from app.foundation.db import db
from app.foundation.jobs import Job
from app.foundation.jobs.worker import work_off
from app.media.models import Video
from app.media.sources import take_in
from app.moderation.models import Case
from app.notifications.models import Notification
from app.profiles.models import Profile
from app.reviews.models import HelpfulVote, Review
from app.sharing.models import Share
from config import from_environment
from tests.cast import Person
from tests.media.clips import ffmpeg, h264

ROOT = Path(__file__).parents[2]
SERVER = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"), "wsgi:app"]
LONG_S, SHORT_S = 20, 4
FILMS = {"coral-city": LONG_S, "rain-on-a-tin-roof": LONG_S, "glasshouse": SHORT_S}
LARGE = "coral-city"  # on two rungs
EPISODES = {("the-aurora-keeper", 1, 1): SHORT_S, ("harbour-office", 1, 1): SHORT_S}
SUBTITLES = "1\n00:00:00,200 --> 00:00:19,000\nIf you are only weather,\nthen say nothing.\n"


@dataclass(frozen=True)
class Programme:
    """A seeded instance folder; `cookies` are session cookies by the lower-case name of whoever watches."""

    instance: Path
    cookies: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to serve it: open registration, a database in the folder."""
        return {"MATINEE_ENV": "demo", "MATINEE_INSTANCE": str(self.instance), "MATINEE_WEB_WORKERS": "1"}

    @property
    def sign_ins(self) -> dict[str, dict[str, Any]]:
        """The entries of `demo-accounts.json` by role."""
        entries = json.loads((self.instance / "demo-accounts.json").read_text())
        return {entry["role"]: entry for entry in entries}

    def video_of(self, slug: str) -> str:
        """The reference of a film's main video."""
        with self.app().app_context():
            videos = db.session.scalars(db.select(Video).join(Video.title).where(Title.slug == slug).order_by(Video.id))
            return str(videos.first().reference)  # type: ignore[union-attr]

    def rows(self) -> dict[str, Any]:
        """What addresses of some screens are made of: numbers of profiles, a collection, a person."""
        with self.app().app_context():
            profiles = {
                name.lower(): number for name, number in db.session.execute(db.select(Profile.name, Profile.id))
            }
            slugs = {"collection": COLLECTIONS[0].slug, "person": PEOPLE[0].slug}
            return {**profiles, **slugs}

    def app(self) -> Flask:
        """The same house in this process."""
        return create_app({**from_environment(self.environment), "TESTING": True})

    def copy_to(self, folder: Path) -> Programme:
        """The same programme somewhere else: nobody has been there yet."""
        shutil.copytree(self.instance, folder)
        return Programme(folder, self.cookies)


def programme_of_the_run(shared: Path) -> Programme:
    """The seed in a folder that all test processes share; whoever comes first makes it, the others wait."""
    shared.mkdir(parents=True, exist_ok=True)
    cookies, instance = shared / "cookies.json", shared / "instance"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not cookies.exists():
            cookies.write_text(json.dumps(_seed(instance)))
    return Programme(instance, json.loads(cookies.read_text()))


def _seed(instance: Path) -> dict[str, str]:
    app = Programme(instance, {}).app()
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        open_demo()
        db.session.execute(db.delete(Job))  # the demo's own films take minutes to draw
        _hush(FILMS)
        db.session.commit()
        _bring_films(instance)
        work_off()
        _hang_poster("rain-on-a-tin-roof")
        cookies = {profile.name.lower(): _cookie(app, account, profile) for account, profile in _everybody()}
        db.session.remove()
        db.engine.dispose()
    return cookies


def _hush(slugs: Iterable[str]) -> None:
    """The stories' own films begin without the made-up members' talk, every bell without a ring, and the
    moderators' queue without a report."""
    titles = db.select(Title.id).where(Title.slug.in_(list(slugs)))
    made_up = db.select(Profile.id).where(Profile.is_simulated)
    db.session.execute(db.delete(Post).where(Post.title_id.in_(titles)))
    db.session.execute(db.delete(Review).where(Review.title_id.in_(titles), Review.profile_id.in_(made_up)))
    reviews = db.select(Review.id).where(Review.title_id.in_(titles))
    db.session.execute(db.delete(HelpfulVote).where(HelpfulVote.review_id.in_(reviews)))
    db.session.execute(db.delete(Share).where(Share.title_id.in_(titles)))
    db.session.execute(db.delete(Notification))
    db.session.execute(db.delete(Case))


def _bring_films(instance: Path) -> None:
    clips = {seconds: _clip(instance / f"clip-{seconds}.mkv", seconds) for seconds in (LONG_S, SHORT_S)}
    large = _clip(instance / "clip-large.mkv", LONG_S, "640x360")
    for slug, seconds in FILMS.items():
        take_in(large if slug == LARGE else clips[seconds], f"{slug}.mkv", _title(slug))
    for (slug, season, number), seconds in EPISODES.items():
        take_in(clips[seconds], f"{slug}.mkv", _episode(slug, season, number))
    take_in(clips[SHORT_S], "trailer.mkv", _title("rain-on-a-tin-roof"), "trailer")


def _clip(path: Path, seconds: int, size: str = "320x180") -> Path:
    """A film in which every second looks different, with sound and subtitles."""
    words = path.with_suffix(".srt")
    words.write_text(SUBTITLES)
    inputs = ["-f", "lavfi", "-i", f"testsrc2=s={size}:r=25:d={seconds}"]
    inputs += ["-f", "lavfi", "-i", f"sine=330:d={seconds}", "-i", str(words)]
    ffmpeg(*inputs, *h264(), "-c:a", "aac", "-c:s", "srt", "-metadata:s:s:0", "language=eng", str(path))
    return path


def _title(slug: str) -> Title:
    return db.session.scalars(db.select(Title).filter_by(slug=slug)).one()


def _episode(slug: str, season: int, number: int) -> Episode:
    select = db.select(Episode).join(Episode.season).join(Season.title)
    return db.session.scalars(select.where(Title.slug == slug, Season.number == season, Episode.number == number)).one()


def _hang_poster(slug: str) -> None:
    """A poster that somebody gave: files on disk, of a film that the child may not see."""
    sheet = BytesIO()
    Image.new("RGB", (200, 300), (90, 20, 40)).save(sheet, "PNG")
    kept = keep_picture(sheet, "poster")
    row = Artwork(reference=kept.reference, kind="poster", width=kept.width, height=kept.height)
    row.title = _title(slug)
    db.session.add(row)
    db.session.commit()


def _everybody() -> Iterator[tuple[Account, Profile]]:
    for demo in ACCOUNTS:
        account = db.session.scalars(db.select(Account).join(EmailAddress).filter_by(address=demo.email)).one()
        assert account.membership
        for profile in demo.profiles:
            named = db.select(Profile).filter_by(household_id=account.membership.household_id, name=profile.name)
            yield account, db.session.scalars(named).one()


def _cookie(app: Flask, account: Account, profile: Profile) -> str:
    cookie = Person(app, account, profile).client.get_cookie("matinee")
    assert cookie is not None
    return str(cookie.value)


def free_port() -> int:
    """A port that nobody listens on now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(programme: Programme, port: int) -> Iterator[str]:
    """Gunicorn over the programme, as in production; gives its address."""
    environment = {**os.environ, **programme.environment, "PORT": str(port)}
    with (programme.instance / "server.log").open("ab") as log:
        server = subprocess.Popen(SERVER, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_until_ready(address: str, server: subprocess.Popen[Any], seconds: float = 30) -> None:
    """Until it answers at all; `/readyz` is about more than the tests need."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server did not start"
        try:
            urlopen(f"{address}/healthz", timeout=2).close()  # noqa: S310
            return
        except HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"the server did not answer within {seconds} s")
