"""Chromium, and a house of its own to walk through: a real server on a database that the migrations built."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.foundation.db import db
from app.foundation.jobs.worker import work_off
from app.media.sources import take_in
from scripts.chromium import CURE, find_chromium
from tests.cast import Cast, Person
from tests.conftest import make_app
from tests.films import film
from tests.media.clips import ffmpeg, h264

ROOT = Path(__file__).parents[2]
ARGUMENTS = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--mute-audio"]
SERVER = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"), "wsgi:app"]
Visit = Callable[..., Page]
SUBTITLES = "1\n00:00:00,200 --> 00:00:19,000\nIf you are only weather,\nthen say nothing.\n"


@dataclass
class House:
    """A running house: its address, one film of 20 s, and the session cookies of its people."""

    address: str
    video: str
    cookies: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the run. Its absence is a failure that says how to get it."""
    path = find_chromium()
    if path is None:
        pytest.fail(f"No Chromium was found. {CURE}", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def running_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The house with its film encoded and its server up; only to be walked through, not rebuilt."""
    instance = tmp_path_factory.mktemp("browser")
    house = furnish(instance)
    server = subprocess.Popen(SERVER, cwd=ROOT, env=os.environ | settings_of(instance, house))
    try:
        wait_until_open(house.address, server)
        yield house
    finally:
        server.terminate()
        server.wait(timeout=20)


def furnish(instance: Path) -> House:
    """People, a film for ages 12 and up, and its package, made by the same verbs as everybody's."""
    app = make_app(instance, f"sqlite:///{instance / 'matinee.db'}")
    with app.app_context():
        cast = Cast(app)
        source = moving_film(instance / "film.mkv")
        video = take_in(source, source.name, film("Harbour Light", 12))
        house = House(f"http://127.0.0.1:{free_port()}", video.reference)
        for name in ("owner", "child"):
            house.cookies[name] = cookie_of(cast.person(name))
        work_off()
        db.session.remove()
        db.engine.dispose()
    return house


def moving_film(path: Path) -> Path:
    """Twenty seconds in which every second looks different, with sound and subtitles."""
    (path.parent / "film.srt").write_text(SUBTITLES)
    picture = ["-f", "lavfi", "-i", "testsrc2=s=426x240:r=25:d=20"]
    sound = ["-f", "lavfi", "-i", "sine=440:d=20"]
    ffmpeg(*picture, *sound, "-i", str(path.parent / "film.srt"), *h264(), "-c:a", "aac", "-c:s", "srt",
           "-metadata:s:s:0", "language=eng", str(path))  # fmt: skip
    return path


def cookie_of(person: Person) -> str:
    cookie = person.client.get_cookie("matinee")
    assert cookie is not None
    return cookie.value


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_of(instance: Path, house: House) -> dict[str, str]:
    return {
        "MATINEE_ENV": "development",
        "MATINEE_INSTANCE": str(instance),
        "MATINEE_DATABASE": f"sqlite:///{instance / 'matinee.db'}",
        "MATINEE_WEB_WORKERS": "1",
        "PORT": house.address.rpartition(":")[2],
    }


def wait_until_open(address: str, server: subprocess.Popen[Any]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server did not start"
        try:
            urlopen(f"{address}/robots.txt", timeout=2).close()  # noqa: S310
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not answer within 30 s")


@pytest.fixture
def visit(chromium: Browser, running_house: House) -> Iterator[Visit]:
    """Open a page as somebody: `visit("/", who="owner", scripts=True, width=1280)`.

    What the console and the policy complain of meanwhile fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def go(path: str, who: str = "owner", scripts: bool = True, width: int = 1280, height: int = 720) -> Page:
        context = chromium.new_context(java_script_enabled=scripts, viewport={"width": width, "height": height})
        contexts.append(context)
        context.add_cookies([{"name": "matinee", "value": running_house.cookies[who], "url": running_house.address}])
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(running_house.address + path)
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []


def until(page: Page, expression: str, seconds: float = 10) -> Any:
    """Ask until the expression is true; `wait_for_function` needs eval, which the policy forbids to pages."""
    deadline = time.monotonic() + seconds
    while not (found := page.evaluate(expression)):
        assert time.monotonic() < deadline, f"never true: {expression}"
        page.wait_for_timeout(50)
    return found
