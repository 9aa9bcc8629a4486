"""kill -9 of the worker while it encodes: the job finishes after a restart, and no address ever gives half a file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from app.accounts.models import AccountSession
from app.catalogue.models import Title
from app.foundation.db import db, reading
from app.foundation.jobs import Job, JobState
from app.media.models import Video
from app.media.place import media_folder
from app.media.sources import take_in
from app.media.tokens import Viewer, media_prefix
from tests.browser.programme import ROOT, Programme, free_port, serving
from tests.cast import Cast
from tests.conftest import make_app
from tests.films import film
from tests.media.clips import ffmpeg, h264

pytestmark = pytest.mark.media
WORKER = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work"]
SECONDS = 24


@contextmanager
def working(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A worker of its own process group, so that what it leaves behind is ended too."""
    process = subprocess.Popen(WORKER, cwd=ROOT, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def kill_when(moment: Callable[[], Any], environment: dict[str, str], seconds: float = 90) -> None:
    """Let a worker go until `moment`, then kill -9 it."""
    with working(environment) as process:
        deadline = time.monotonic() + seconds
        while not moment():
            assert time.monotonic() < deadline and process.poll() is None, "the moment never came"
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()


@dataclass
class Poller:
    """Asks for the playlists again and again, and for all that they name; keeps what was not whole.

    A file is whole when it has the length that the finished package has: `lengths` is filled as files are seen, and
    a file that is seen twice with two lengths was half a file once. Playlists grow: what they named once they name
    for good, and the master is written anew at the end.
    """

    base: str
    cookie: str
    faults: list[str] = field(default_factory=list)
    lengths: dict[str, int] = field(default_factory=dict)
    named: dict[str, list[str]] = field(default_factory=dict)
    grew: bool = False
    rounds: int = 0
    done: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Until `done`."""
        while not self.done.is_set():
            self.look()
            self.rounds += 1
            time.sleep(0.02)

    def look(self) -> None:
        """The master playlist, and everything below it."""
        master = self.fetch("master.m3u8")
        for name in names_in(master):
            inner = self.fetch(name, named_by="master.m3u8")
            folder = name.rpartition("/")[0]
            self.compare(name, inner)
            for part in names_in(inner) if name.endswith(".m3u8") else ():
                self.fetch(f"{folder}/{part}", named_by=name)
        for name in ("direct.mp4", "storyboard.vtt", "package.json", "v240/init.mp4", "v240/00000.m4s"):
            self.fetch(name)

    def compare(self, name: str, playlist: bytes) -> None:
        """A playlist ends or may grow, and never takes back what it has named."""
        is_over = b"#EXT-X-ENDLIST" in playlist
        self.grew = self.grew or not is_over
        if not is_over and b"PLAYLIST-TYPE:EVENT" not in playlist:
            self.faults.append(f"{name} has no end")
        before, now = self.named.get(name, []), names_in(playlist)
        if now[: len(before)] != before:
            self.faults.append(f"{name} took back what it had named")
        self.named[name] = now

    def fetch(self, name: str, named_by: str = "") -> bytes:
        """Its bytes, or none where it is not there; what a playlist names must be there, always the same."""
        asked = Request(self.base + name, headers={"Cookie": f"matinee={self.cookie}"})  # noqa: S310 - our own server
        try:
            with urlopen(asked, timeout=10) as answer:  # noqa: S310
                data = bytes(answer.read())
        except HTTPError as refusal:
            if named_by or refusal.code not in (404, 503):
                self.faults.append(f"{refusal.code} {name}, named by {named_by or 'nobody'}")
            return b""
        if name.endswith(".m3u8"):
            return data
        if self.lengths.setdefault(name, len(data)) != len(data) or not data:
            self.faults.append(f"{name} had {self.lengths[name]} bytes, then {len(data)}")
        return data


def names_in(playlist: bytes) -> list[str]:
    """The addresses that a playlist names, relative to itself."""
    lines = playlist.decode("utf-8", "replace").splitlines()
    quoted = [line.split('URI="')[1].split('"')[0] for line in lines if 'URI="' in line]
    return quoted + [line for line in lines if line and not line.startswith("#")]


@dataclass
class Scene:
    """A house with one film waiting to be encoded."""

    programme: Programme
    reference: str
    cookie: str
    prefix: str

    @property
    def environment(self) -> dict[str, str]:
        return self.programme.environment

    @property
    def work(self) -> Path:
        return media_folder().work_path(self.reference)

    @property
    def package(self) -> Path:
        return media_folder().package_path(self.reference)

    def job(self) -> Job:
        """Its job as it is now."""
        with reading():
            row = db.session.scalars(db.select(Job).filter_by(dedupe_key=f"encode:{self.reference}")).one()
            db.session.expunge(row)
        return row


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    instance = tmp_path / "instance"
    app = make_app(instance, f"sqlite:///{instance / 'matinee.db'}")
    with app.app_context():
        cast = Cast(app)
        owner = cast.owner
        reference = take_in(_source(tmp_path / "film.mkv"), "film.mkv", film("Harbour Light")).reference
        cookie = owner.client.get_cookie("matinee")
        assert cookie
        with app.test_request_context():
            session = db.session.get_one(AccountSession, owner.session_id)
            prefix = media_prefix(reference, Viewer(cast.profiles["owner"].id, session.lineage))
        db.session.commit()
        yield Scene(Programme(instance, {}), reference, cookie.value, prefix)
        db.session.remove()
        db.engine.dispose()


def _source(path: Path) -> Path:
    picture = ["-f", "lavfi", "-i", f"testsrc2=s=426x240:r=25:d={SECONDS}"]
    ffmpeg(*picture, "-f", "lavfi", "-i", f"sine=d={SECONDS}", *h264(), "-c:a", "aac", str(path))
    return path


def test_a_killed_encode_is_finished_and_half_a_file_is_never_seen(scene: Scene) -> None:
    with serving(scene.programme, free_port()) as address:
        poller = Poller(address + scene.prefix, scene.cookie)
        thread = threading.Thread(target=poller.run)
        thread.start()
        try:
            kill_when(lambda: (scene.package / "v240" / "00002.m4s").exists(), scene.environment)
            assert scene.job().state == JobState.RUNNING
            kept = stamps(scene.package / "v240")
            kill_when(lambda: (scene.package / "storyboard.vtt").exists(), scene.environment)
            with working(scene.environment):
                _wait(lambda: scene.job().state == JobState.DONE)
            assert kept.items() <= stamps(scene.package / "v240").items(), "a piece was made twice"
            poller.look()
        finally:
            poller.done.set()
            thread.join()
        assert poller.faults == []
        assert poller.rounds > 20 and len(poller.lengths) > 8 and poller.grew
        check_package(scene, poller)


def stamps(folder: Path) -> dict[str, int]:
    """When each piece was written that the playlist names; one that stands there unnamed is made again."""
    named = [name for name in names_in((folder / "index.m3u8").read_bytes()) if name.endswith(".m4s")]
    return {name: (folder / name).stat().st_mtime_ns for name in named}


def check_package(scene: Scene, poller: Poller) -> None:
    """One visible effect: the package as it was served, one row, nothing left in work."""
    on_disk = {str(path.relative_to(scene.package)): path.stat().st_size for path in scene.package.rglob("*")}
    assert {name: on_disk.get(name) for name in poller.lengths} == poller.lengths
    assert not scene.work.exists()
    with reading():
        assert [video.state for video in db.session.scalars(db.select(Video))] == ["ready"]
        assert db.session.scalars(db.select(Title)).one().name == "Harbour Light"


def _wait(what: Callable[[], Any], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def test_half_a_file_would_be_noticed(scene: Scene) -> None:
    db.session.scalars(db.select(Video)).one().become_ready(SECONDS, 426, 240, {})
    db.session.commit()
    with serving(scene.programme, free_port()) as address:
        poller = Poller(address + scene.prefix, scene.cookie)
        files = {
            "master.m3u8": "#EXTM3U\nv180/index.m3u8\n",
            "v180/index.m3u8": "#EXTM3U\n00000.m4s\n",
            "direct.mp4": "x",
        }
        for name, text in files.items():
            path = scene.package / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        poller.look()
        (scene.package / "direct.mp4").write_text("xy")
        poller.look()
    said = " ".join(poller.faults)
    assert "v180/index.m3u8 has no end" in said and "404 v180/00000.m4s, named by v180/index.m3u8" in said
    assert "direct.mp4 had 1 bytes, then 2" in said
