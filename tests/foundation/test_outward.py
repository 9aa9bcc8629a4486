"""What the house asks of others: few bytes, no redirects, and the address looked at once the connection stands."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.exceptions import ConnectionError
from werkzeug.serving import make_server

from app.foundation.outward import MOST_BYTES, Unwanted, guard

PEM = str(Path(__file__).with_name("mail_server.pem"))


@dataclass
class Place:
    """A server that says what it is told to say, and remembers who came."""

    address: str = ""
    body: bytes = b"hello"
    location: str = ""
    asked: list[str] = field(default_factory=list)

    def __call__(self, environ: Any, start: Any) -> list[bytes]:
        self.asked.append(environ["PATH_INFO"])
        head = [("Content-Length", str(len(self.body))), *([("Location", self.location)] if self.location else [])]
        start("302 Found" if self.location else "200 OK", head)
        return [self.body]


@pytest.fixture(params=["http", "https"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    one, tls = Place(), (PEM, PEM) if request.param == "https" else None
    server = make_server("127.0.0.1", 0, one, threaded=True, ssl_context=tls)
    one.address = f"{request.param}://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield one
    server.shutdown()
    server.server_close()


def session(*, inside: bool) -> requests.Session:
    made = requests.Session()
    made.verify = False  # the certificate is not what is tried here
    guard(made, inside=inside)
    return made


@pytest.mark.filterwarnings("ignore:Unverified")
def test_inside_is_asked_where_that_is_meant(place: Place) -> None:
    assert session(inside=True).get(place.address).text == "hello"


@pytest.mark.filterwarnings("ignore:Unverified")
def test_inside_is_not_asked_otherwise(place: Place) -> None:
    """Nothing reaches it: the connection is given up before a byte is sent."""
    with pytest.raises((ConnectionError, Unwanted), match="not an address that may be asked|is not https"):
        session(inside=False).get(place.address)
    assert place.asked == []


@pytest.mark.filterwarnings("ignore:Unverified")
def test_nobody_is_sent_on(place: Place) -> None:
    place.location = f"{place.address}elsewhere"
    with pytest.raises(Unwanted, match="sends elsewhere"):
        session(inside=True).get(place.address)
    assert place.asked == ["/"]


@pytest.mark.filterwarnings("ignore:Unverified")
@pytest.mark.parametrize("more", [0, 1])
def test_an_answer_has_a_size(place: Place, more: int) -> None:
    place.body = b"x" * (MOST_BYTES + more)
    if more:
        with pytest.raises(Unwanted, match="answers more than"):
            session(inside=True).get(place.address)
    else:
        assert len(session(inside=True).get(place.address).content) == MOST_BYTES


def test_no_proxy_is_asked_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert session(inside=False).trust_env is False
