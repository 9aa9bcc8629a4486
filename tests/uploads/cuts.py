"""An upload that is cut off again and again, by its sender and by kill -9 of the house, until it is whole."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from random import Random

from app.accounts.models import AccountSession
from app.foundation.db import db
from app.uploads.protocol import CHUNK_TYPE, VERSION
from tests.browser.programme import ROOT, SERVER, Programme, free_port, wait_until_ready
from tests.cast import Cast
from tests.conftest import make_app
from tests.uploads.conftest import metadata

PIECE = 256 * 1024


@dataclass
class House:
    """A house of its own on a port, which can be killed and opened again."""

    programme: Programme
    port: int
    server: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        """Gunicorn, with its workers in one process group."""
        environment = {**os.environ, **self.programme.environment, "PORT": str(self.port)}
        with (self.programme.instance / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                SERVER, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        wait_until_ready(f"http://127.0.0.1:{self.port}", self.server)

    def kill(self) -> None:
        """-9, all of it."""
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.server = None


@dataclass
class Sending:
    """A tus client of a few lines, that can break off anywhere."""

    house: House
    cookie: str
    token: str
    body: bytes
    dice: Random
    address: str = ""

    def _begin_request(self, method: str, address: str, **headers: str) -> HTTPConnection:
        connection = HTTPConnection("127.0.0.1", self.house.port, timeout=60)
        connection.putrequest(method, address)
        said = {"Cookie": f"matinee={self.cookie}", "X-CSRFToken": self.token, "Tus-Resumable": VERSION, **headers}
        for name, value in said.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        return connection

    def ask(self, method: str, address: str, **headers: str) -> HTTPResponse:
        """A request without a body."""
        connection = self._begin_request(method, address, **headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def begin(self) -> None:
        """Ask for the upload."""
        facts = metadata(name="Rain", filename="rain.mkv")
        answer = self.ask("POST", "/uploads", Upload_Length=str(len(self.body)), Upload_Metadata=facts)
        assert answer.status == 201, answer.status
        self.address = answer.headers["Location"]

    def offset(self) -> int:
        """How much the house has."""
        return int(self.ask("HEAD", self.address).headers["Upload-Offset"])

    def send(self, stop: int | None = None, *, then_kill: bool = False) -> str:
        """The rest in one chunk; broken off before byte `stop`, or the house killed there. The video at the end."""
        here = self.offset()
        left = len(self.body) - here
        headers = {"Content-Type": CHUNK_TYPE, "Upload-Offset": str(here), "Content-Length": str(left)}
        connection = self._begin_request("PATCH", self.address, **headers)
        last = len(self.body) if stop is None else max(here, stop)
        for at in range(here, last, PIECE):
            connection.send(self.body[at : min(at + PIECE, last)])
        if then_kill:
            self.house.kill()
        video = connection.getresponse().headers.get("Upload-Video", "") if stop is None else ""
        connection.close()
        return video

    def cut(self, times: int) -> list[int]:
        """Broken off `times` times by the sender and as often by a kill; what had arrived after each."""
        found = []
        for number in range(2 * times):
            here = self.offset()
            self.send(self.dice.randrange(here, here + max(1, (len(self.body) - here) // 2)), then_kill=number % 2 == 1)
            if number % 2:
                self.house.open()
            found.append(self.offset())
        return found


@contextmanager
def sending(folder: Path, body: bytes, seed: int = 20_261_125) -> Iterator[Sending]:
    """An editor in a house of its own."""
    instance = folder / "instance"
    app = make_app(instance, f"sqlite:///{instance / 'matinee.db'}")
    with app.app_context(), app.test_request_context():
        editor = Cast(app).editor
        cookie = editor.client.get_cookie("matinee")
        assert cookie and db.session.get(AccountSession, editor.session_id)
        token = editor.csrf
        db.session.remove()
        db.engine.dispose()
    house = House(Programme(instance, {}), free_port())
    house.open()
    try:
        yield Sending(house, cookie.value, token, body, Random(seed))
    finally:
        house.kill()
