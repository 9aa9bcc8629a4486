"""A film that is still being encoded is watched by whoever may see it, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.catalogue.models import Title
from app.foundation.db import db
from app.foundation.events import Event
from app.foundation.jobs import Job
from app.foundation.jobs.run import SHUTDOWN
from app.foundation.jobs.worker import work_off
from app.media import encoding
from app.media.failures import Cancelled, EncodeFailed
from app.media.models import Video
from app.media.place import media_folder
from app.media.sources import take_in
from tests.cast import Cast, Person
from tests.films import film
from tests.media.clips import clip as register
from tests.media.clips import ffmpeg, h264, pattern, tone
from tests.media.conftest import Clips, paced
from tests.media.test_delivery import address_for

pytestmark = pytest.mark.media
Look = Callable[[], None]


@register("nine.ts")
def _nine(path: Path) -> None:
    """Three pieces, of a kind that is never copied."""
    ffmpeg(*pattern("320x240", "25", 9), *tone(330, 9), *h264(), "-c:a", "aac", str(path))


@dataclass
class Meanwhile:
    """What happens while the encode goes on, just after the film has been told playable."""

    looks: list[Look] = field(default_factory=list)
    calls: int = 0

    def look(self, tell: Callable[..., None], *facts: Any) -> None:
        """Tell it, then look, outside of any transaction."""
        tell(*facts)
        self.calls += 1
        for look in self.looks:
            look()
        db.session.rollback()


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Iterator[Meanwhile]:
    scene, tell = Meanwhile(), encoding._tell_playable
    monkeypatch.setattr(encoding, "_tell_playable", lambda *facts: scene.look(tell, *facts))
    monkeypatch.setattr("app.media.ffmpeg.BEAT_S", 0.01)
    yield scene


@pytest.fixture
def growing(cast: Cast, clip: Clips) -> str:
    """The reference of a film for ages 16 and up that waits for its encode."""
    title = film(age=16)
    db.session.commit()
    with clip("nine.ts").open("rb") as file:
        return take_in(file, "film.ts", title).reference


def again(reference: str) -> Video:
    return db.session.scalars(db.select(Video).where(Video.reference == reference)).one()


def names_in(playlist: str) -> list[str]:
    return [line for line in playlist.splitlines() if line and not line.startswith("#")]


def fetched(person: Person, address: str) -> list[int]:
    """The master, each playlist and all that these name: the codes of the answers."""
    master = person.get(address + "master.m3u8")
    codes = [master.status_code]
    for name in [*names_in(master.text), "a0/index.m3u8"] if master.status_code == 200 else ():
        inner = person.get(address + name)
        codes.append(inner.status_code)
        folder = name.rpartition("/")[0]
        codes += [person.get(f"{address}{folder}/{part}").status_code for part in ["init.mp4", *names_in(inner.text)]]
    return codes


def test_it_plays_as_far_as_it_is_encoded(
    cast: Cast, growing: str, meanwhile: Meanwhile, monkeypatch: pytest.MonkeyPatch
) -> None:
    paced(monkeypatch)
    owner = cast.owner
    address, seen = address_for(owner, again(growing)), list[str]()

    def look() -> None:
        video = again(growing)
        assert (video.state, video.is_playable, video.ready_at) == ("growing", True, None)
        assert set(fetched(owner, address)) == {200}
        seen.append(owner.get(address + "v240/index.m3u8").text)
        assert owner.get(address + "direct.mp4").status_code == 404
        page = owner.get(f"/watch/{growing}")
        assert page.status_code == 200 and "data-growing" in page.text and "direct.mp4" not in page.text
        assert f"/watch/{growing}" in owner.get("/titles/harbour-light").text

    meanwhile.looks.append(look)
    work_off()
    assert meanwhile.calls == 1 and again(growing).state == "ready"
    assert "#EXT-X-PLAYLIST-TYPE:EVENT" in seen[0] and "#EXT-X-ENDLIST" not in seen[0]
    whole = owner.get(address + "v240/index.m3u8").text
    assert whole.startswith("#EXTM3U") and "#EXT-X-ENDLIST" in whole
    assert names_in(whole)[: len(names_in(seen[0]))] == names_in(seen[0])
    assert set(fetched(owner, address)) == {200}
    kinds = db.session.scalars(db.select(Event.kind).order_by(Event.id)).all()
    assert kinds.index("video-became-playable") < kinds.index("video-became-ready")


@pytest.mark.parametrize("other", ["child", "teenager", "stranger", "anonymous"])
def test_who_may_not_see_it_gets_no_piece_of_it(cast: Cast, growing: str, meanwhile: Meanwhile, other: str) -> None:
    person = getattr(cast, other) if other in ("child", "teenager") else cast.person(other)
    copied = address_for(cast.owner, again(growing))
    own = address_for(person, again(growing)) if other in ("child", "teenager") else copied
    names = ["master.m3u8", "v240/index.m3u8", "v240/init.mp4", "v240/00000.m4s", "a0/index.m3u8", "a0/00000.m4s"]
    codes = set[int]()

    def look() -> None:
        codes.update(person.get(address + name).status_code for address in (copied, own) for name in names)

    meanwhile.looks.append(look)
    work_off()
    assert codes == {404}


def test_what_failed_while_it_grew_is_watched_no_more(
    cast: Cast, growing: str, meanwhile: Meanwhile, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = cast.owner
    address = address_for(owner, again(growing))
    monkeypatch.setattr("app.media.encode.check_length", _too_short)
    paced(monkeypatch)
    work_off()
    assert (again(growing).state, meanwhile.calls) == ("failed", 1)
    assert fetched(owner, address) == [404]
    assert owner.get(f"/watch/{growing}").status_code == 404


def _too_short(*_facts: object) -> None:
    raise EncodeFailed("The file ends after 0:05, its header promises 0:22. Send it again.")


def test_a_worker_that_closes_leaves_what_is_there_and_the_next_goes_on(
    cast: Cast, growing: str, meanwhile: Meanwhile, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = cast.owner
    address = address_for(owner, again(growing))
    paced(monkeypatch)
    piece = media_folder().package_path(growing) / "v240" / "00001.m4s"
    with pytest.raises(Cancelled):
        encoding.encode_video(again(growing).id, Closing(lambda: bool(meanwhile.calls) and piece.exists()))  # type: ignore[arg-type]
    db.session.rollback()
    assert again(growing).state == "growing"
    assert set(fetched(owner, address)) == {200}
    made = piece.stat().st_mtime_ns
    work_off()
    assert again(growing).state == "ready" and piece.stat().st_mtime_ns == made
    assert db.session.scalars(db.select(Job.state).where(Job.kind == "media.encode")).all() == ["done"]
    assert db.session.scalars(db.select(Title)).one().runtime_s == 9


class Closing:
    """A run whose worker closes when it is time."""

    stop_reason = SHUTDOWN

    def __init__(self, is_time: Callable[[], bool]) -> None:
        self.is_cancelled = is_time

    def progress(self, _fraction: float, _stage: str) -> None:
        """Heard."""
