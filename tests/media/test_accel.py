"""Mode `accel`: the app looks who asks, a real nginx sends the bytes, and nobody gets past the app."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
from flask import Flask

from app.accounts.models import AccountSession
from app.foundation.db import db
from app.media.models import Video
from app.media.place import media_folder
from app.watching.casting import cast_address
from scripts.nginx import CURE, find_nginx
from tests.browser.programme import ROOT, Programme, free_port, serving
from tests.cast import Cast, Person
from tests.conftest import make_app
from tests.films import FILES, film, ready_video
from tests.media.test_delivery import address_for
from tests.watching.beating import opened

pytestmark = pytest.mark.media
BYTES = [name for name in FILES if name != "package.json" and not name.endswith(".m3u8")]
LISTS = [name for name in FILES if name.endswith(".m3u8")]


@pytest.fixture
def video(cast: Cast) -> Video:
    return ready_video(film(age=12))


def screens_address(cast: Cast, video: Video) -> str:
    """Where another screen is sent by what the owner plays."""
    return cast_address(opened(cast.owner, video))


@pytest.fixture
def accel(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "DELIVERY", "accel")


@pytest.mark.parametrize("name", BYTES)
def test_bytes_are_handed_over_by_a_name_of_the_apps_own(accel: None, cast: Cast, video: Video, name: str) -> None:
    answer = cast.owner.get(address_for(cast.owner, video) + name, headers={"Range": "bytes=0-1"})
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["X-Accel-Redirect"] == f"/_packages/{video.reference}/{name}"


@pytest.mark.parametrize("name", LISTS)
def test_playlists_come_from_the_app(accel: None, cast: Cast, video: Video, name: str) -> None:
    answer = cast.owner.get(address_for(cast.owner, video) + name)
    assert answer.data == FILES[name] and "X-Accel-Redirect" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("who", ["stranger", "member", "child", "editor", "anonymous"])
def test_nothing_is_handed_over_to_anybody_else(accel: None, cast: Cast, video: Video, who: str) -> None:
    address = address_for(cast.owner, video)
    answers = [cast.person(who).get(address + name) for name in FILES]
    assert {answer.status_code for answer in answers} == {404}
    assert not any("X-Accel-Redirect" in answer.headers for answer in answers)


def test_another_screen_gets_it_from_the_web_server_too(accel: None, cast: Cast, video: Video) -> None:
    answer = cast.anonymous.get(screens_address(cast, video))
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["X-Accel-Redirect"] == f"/_packages/{video.reference}/direct.mp4"


def test_a_revoked_session_is_handed_nothing_ten_seconds_later(
    accel: None, cast: Cast, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, address = cast.owner, address_for(cast.owner, video) + "direct.mp4"
    assert owner.get(address).status_code == 200
    db.session.execute(db.delete(AccountSession).where(AccountSession.id == owner.session_id))
    db.session.commit()
    later = time.monotonic() + 10
    monkeypatch.setattr("app.media.recent.monotonic", lambda: later)
    assert owner.get(address).status_code == 404


@dataclass(frozen=True)
class Fronted(Programme):
    """A house whose films nginx sends."""

    @property
    def environment(self) -> dict[str, str]:
        """As ever, and mode accel."""
        return super().environment | {"MATINEE_DELIVERY": "accel", "MATINEE_TRUSTED_PROXIES": "1"}


@dataclass(frozen=True)
class Front:
    """Where nginx answers, the house's film, and the cookies of two people."""

    base: str
    path: str
    screens: str
    own: str
    strangers: str
    reference: str
    instance: Path


@contextmanager
def nginx(folder: Path, packages: Path, app_port: int) -> Iterator[str]:
    """The configuration of the repository with other places and ports in it."""
    program = find_nginx()
    assert program, f"No nginx was found. {CURE}"
    port = free_port()
    own = {
        "listen 80;": f"listen 127.0.0.1:{port};",
        "127.0.0.1:8000": f"127.0.0.1:{app_port}",
        "/srv/matinee/instance/packages": str(packages),
        "/var/lib/nginx/entries": f"{folder}/entries",
        "pid /run/nginx.pid;": f"pid {folder}/nginx.pid;" + (" user root;" if os.geteuid() == 0 else ""),
        "include /etc/nginx/mime.types;": " ".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        ),
        "/var/log/nginx/access.log": f"{folder}/access.log",
    }
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for name, value in own.items():
        assert name in text, f"deploy/nginx.conf has no {name} any more"
        text = text.replace(name, value)
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    argv = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    process = subprocess.Popen([*argv, "-g", "daemon off;"])
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, "nginx did not start"
        try:
            urlopen(address, timeout=2).close()  # noqa: S310
            return
        except (URLError, OSError):
            time.sleep(0.05)
    raise AssertionError("nginx did not answer")


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("front")
    app = make_app(folder / "instance", f"sqlite:///{folder / 'instance' / 'matinee.db'}")
    with app.app_context():
        cast = Cast(app)
        video = ready_video(film(age=12))
        with app.test_request_context():
            path, screens = address_for(cast.owner, video), screens_address(cast, video)
        own, strangers = _cookie(cast.owner), _cookie(cast.stranger)
        packages, reference = media_folder().root / "packages", video.reference
        (packages / reference / "still-320.webp").symlink_to(media_folder().root / "secret_key")
        db.session.remove()
        db.engine.dispose()
    port = free_port()
    with serving(Fronted(folder / "instance", {}), port), nginx(folder, packages, port) as base:
        yield Front(base, path, screens, own, strangers, reference, folder / "instance")


def _cookie(person: Person) -> str:
    cookie = person.client.get_cookie("matinee")
    assert cookie
    return cookie.value


def ask(front: Front, path: str, cookie: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    asked = Request(front.base + path, headers={"Cookie": f"matinee={cookie}", **headers})  # noqa: S310
    try:
        with urlopen(asked, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.read(), {k.lower(): v for k, v in answer.headers.items()}
    except HTTPError as refusal:
        return refusal.code, refusal.read(), {k.lower(): v for k, v in refusal.headers.items()}


def test_nginx_sends_what_lies_on_disk_whole_and_in_parts(front: Front) -> None:
    for name in BYTES:
        status, data, headers = ask(front, front.path + name, front.own)
        assert (status, data) == (200, FILES[name]), name
        assert headers["x-content-type-options"] == "nosniff" and "x-accel-redirect" not in headers
        assert headers["cache-control"].startswith("private") and "access-control-allow-origin" not in headers
    status, data, headers = ask(front, front.path + "direct.mp4", front.own, Range="bytes=3-9")
    assert (status, data) == (206, FILES["direct.mp4"][3:10]) and headers["content-range"].startswith("bytes 3-9/")
    assert ask(front, front.path + "direct.mp4", front.own, Range="bytes=99999999-")[0] == 416
    etag = ask(front, front.path + "direct.mp4", front.own)[2]["etag"]
    assert ask(front, front.path + "direct.mp4", front.own, **{"If-None-Match": etag})[0] == 304
    assert ask(front, front.path + "direct.mp4", front.own, **{"If-Match": '"another"'})[0] == 412


def test_nobody_else_gets_a_byte_through_nginx(front: Front) -> None:
    for cookie in (front.strangers, "", "forged"):
        assert {ask(front, front.path + name, cookie)[0] for name in FILES} == {404}


def test_nginx_sends_the_film_to_another_screen_which_has_no_cookie(front: Front) -> None:
    status, data, headers = ask(front, front.screens, "")
    assert (status, data, headers["content-type"]) == (200, FILES["direct.mp4"], "video/mp4")
    assert headers["cross-origin-resource-policy"] == "cross-origin" and "x-accel-redirect" not in headers
    status, data, _ = ask(front, front.screens, "", Range="bytes=3-9")
    assert (status, data) == (206, FILES["direct.mp4"][3:10])
    own = ask(front, front.path + "direct.mp4", front.own)[2]
    assert own["cross-origin-resource-policy"] == "same-origin"
    assert ask(front, front.screens.replace("film.mp4", "entry"), "")[0] == 404


def test_many_pieces_cost_the_app_one_look(front: Front) -> None:
    looks = _lines_of_log(front, "/entry")
    for _ in range(20):
        assert ask(front, front.path + "v240/00000.m4s", front.own)[1] == FILES["v240/00000.m4s"]
    assert _lines_of_log(front, "/entry") - looks <= 2
    assert ask(front, front.path + "v240/00000.m4s", front.strangers)[0] == 404  # though it has just been sent


def test_the_question_is_nobodys_from_outside(front: Front) -> None:
    assert ask(front, "/_entry", front.own)[0] == 404
    assert ask(front, front.path + "entry", front.own)[:2] == (204, b"")
    assert ask(front, front.path + "entry", front.strangers)[0] == 403
    assert ask(front, f"/m/1.{'0' * 32}/{front.reference}/v240/00000.m4s", front.own)[0] == 404


def test_a_piece_that_is_not_there_is_told_by_the_app(front: Front) -> None:
    status, page, _ = ask(front, front.path + "v240/99999.m4s", front.own)
    assert status == 404
    assert b"Matinee" in page


SIGN_OUT = """
import wsgi
from app.accounts.models import AccountSession
from app.foundation.db import db, writing
with wsgi.app.app_context(), writing():
    db.session.execute(db.delete(AccountSession))
"""


def _lines_of_log(front: Front, what: str) -> int:
    return sum(what in line for line in (front.instance / "server.log").read_text().splitlines())


def test_the_inner_place_is_closed_from_outside(front: Front) -> None:
    for path in (f"/_packages/{front.reference}/direct.mp4", "/_packages/", "/_packages/../secret_key"):
        assert ask(front, path, front.own)[0] == 404


def test_a_link_out_of_the_packages_is_not_followed(front: Front) -> None:
    assert ask(front, front.path + "still-320.webp", front.own)[0] in (403, 404)


def test_pages_and_the_stream_come_through(front: Front) -> None:
    status, page, headers = ask(front, "/", front.own)
    assert status == 200 and b"Harbour Light" in page and "default-src 'none'" in headers["content-security-policy"]
    asked = Request(f"{front.base}/events", headers={"Cookie": f"matinee={front.own}"})  # noqa: S310
    with urlopen(asked, timeout=10) as stream:  # noqa: S310
        heard = stream.read(60)
    assert b"retry:" in heard


def test_a_revoked_session_gets_no_piece_begun_ten_seconds_later(front: Front) -> None:
    """The last of these tests, since the session is gone afterwards."""
    piece = front.path + "v240/00000.m4s"
    assert ask(front, piece, front.own)[0] == 200
    environment = {**os.environ, **Fronted(front.instance, {}).environment}
    subprocess.run([sys.executable, "-c", SIGN_OUT], check=True, env=environment, cwd=ROOT)
    revoked = time.monotonic()
    while ask(front, piece, front.own)[0] == 200:
        assert time.monotonic() - revoked < 10
        time.sleep(0.5)
    assert ask(front, piece, front.own)[0] == 404
