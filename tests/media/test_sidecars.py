"""Subtitles that an editor sends: any charset, put into the package at once, kept for the next encode, taken out."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from app.foundation.db import db
from app.foundation.jobs.worker import work_off
from app.media.charsets import BY_HAND, OF_LANGUAGE, decoded
from app.media.manifest import Package, read_package_facts
from app.media.models import SentSubtitles, Video
from app.media.package import make_package
from app.media.place import media_folder
from app.media.replacing import encode_again
from app.media.sources import take_in
from app.media.storage import DELIVERED
from app.media.subtitles import read_cues
from app.media.telling import facts_of
from tests.cast import Cast, Person
from tests.films import film
from tests.media.conftest import Clips
from tests.media.test_delivery import address_for

pytestmark = pytest.mark.media
SRT = "1\n00:00:00,200 --> 00:00:01,000\n{}\n"
SAID = {
    "ru": "Это было давно, и всё прошло.",
    "pl": "Zażółć gęślą jaźń, Święty Łukaszu.",
    "el": "Ήταν μια φορά κι έναν καιρό.",
    "tr": "Işıklar söndü, şimdi başlıyor.",
    "he": "זה היה מזמן מאוד.",
    "ar": "كان هذا منذ زمن بعيد",
    "th": "นานมาแล้ว",
    "ja": "むかしむかし、あるところに。",
    "ko": "옛날 옛적에 한 마을에",
    "zh": "很久很久以前，有一个人。",
    "lt": "Labai seniai gyveno žmogus, ąžuolų šalyje.",
    "fr": "Il était une fois – « déjà », l’œuvre.",
    "sv": "Det var länge sedan, på en ö.",
}


def charsets() -> list[tuple[str, str]]:
    """Each language with each charset it was written in, and as Unicode."""
    old = [(language, name) for language in SAID for name in OF_LANGUAGE.get(language, ("cp1252",))]
    return [*old, *((language, name) for language in ("ru", "ja", "fr") for name in ("utf-8-sig", "utf-16", "utf-8"))]


@pytest.mark.parametrize(("language", "charset"), charsets())
def test_a_text_is_read_as_its_language_was_written(language: str, charset: str) -> None:
    written = SAID[language] if (language, charset) != ("zh", "big5") else "很久很久以前，在一個國家裡，有一個老人。"
    assert decoded(written.encode(charset), language) == written


@pytest.mark.parametrize("charset", BY_HAND)
def test_a_charset_can_be_said(charset: str) -> None:
    assert decoded("plain words".encode(charset), "", charset) == "plain words"
    assert decoded(b"\xff\x00\x81\xfe" * 3, "ja", charset)


def test_dialogue_of_an_ass_file_is_read_without_its_drawings() -> None:
    text = (
        "[Script Info]\nTitle: x\n[V4+ Styles]\nFormat: Name\nStyle: a,b\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Comment: 0,0:00:00.00,0:00:09.00,D,,0,0,0,,not said\n"
        "Dialogue: 0,0:00:01.50,0:00:02.75,Default,Ann,0,0,0,,{\\i1}Well, yes,{\\i0}\\Nsaid<script> she\n"
        "Dialogue: 0,0:00:03.00,0:00:04.00,Sign,,0,0,0,,{\\p1}m 0 0 l 100 0 100 100\n"
        "Dialogue: broken\n"
    )
    (cue,) = read_cues(text)
    assert (cue.start_s, cue.end_s, cue.text) == (1.5, 2.75, "Well, yes,\nsaid she")


@pytest.fixture(scope="session")
def packaged(clip: Clips, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Package]:
    """Made once, to be copied."""
    folder = tmp_path_factory.mktemp("packaged") / "package"
    return folder, make_package(clip("plain.mp4"), folder)


@pytest.fixture
def ready(cast: Cast, clip: Clips, packaged: tuple[Path, Package]) -> Video:
    """A short film for ages 16 and up that is encoded."""
    video = Video(title=film(age=16))
    video.become_ready(packaged[1].duration_s, packaged[1].width, packaged[1].height, facts_of(packaged[1]))
    db.session.add(video)
    db.session.commit()
    shutil.copytree(packaged[0], media_folder().package_path(video.reference))
    media_folder().source_path(video.reference).parent.mkdir(exist_ok=True)
    shutil.copy(clip("plain.mp4"), media_folder().source_path(video.reference))
    return video


def send(person: Person, video: Video, text: str | bytes = SRT.format("Hello"), **fields: str) -> Any:
    """As the form does."""
    data = text.encode() if isinstance(text, str) else text
    facts = {"language": "en", **fields, "file": (BytesIO(data), "rain.srt")}
    return person.post(f"/admin/videos/{video.id}/subtitles", facts)


def master(video: Video) -> str:
    return (media_folder().package_path(video.reference) / "master.m3u8").read_text()


def facts(video: Video) -> list[dict[str, Any]]:
    db.session.expire_all()
    return list(db.session.get_one(Video, video.id).facts["captions"])


def test_sent_subtitles_are_there_at_once_and_after_the_next_encode(cast: Cast, ready: Video) -> None:
    assert send(cast.editor, ready, SRT.format("Grüße").encode("cp1252"), language="de", is_sdh="1").status_code == 303
    assert send(cast.editor, ready, is_forced="1", name="Signs").status_code == 303
    german, english = db.session.scalars(db.select(SentSubtitles).order_by(SentSubtitles.id))
    assert [(one["label"], one["sdh"], one["forced"]) for one in facts(ready)] == [
        ("German, for the deaf and hard of hearing", True, False),
        ("Signs", False, True),
    ]
    assert 'describes-music-and-sound"' in master(ready) and master(ready).count("FORCED=YES") == 1
    owner, german_id, english_id = cast.owner, german.id, english.id
    address = address_for(owner, ready)
    for _ in range(2):
        answer = owner.get(f"{address}s-de-x{german_id}/captions.vtt")
        assert answer.status_code == 200 and "Grüße" in answer.text
        assert "German, for the deaf" in owner.get(f"/watch/{ready.reference}").text
        package = read_package_facts(media_folder().package_path(ready.reference))
        assert f"s-en-x{english_id}/captions.vtt" in {file.name for file in package.files}
        encode_again(db.session.get_one(Video, ready.id))
        db.session.commit()
        work_off()


def test_removed_ones_leave_no_file(cast: Cast, ready: Video) -> None:
    before = master(ready)
    send(cast.editor, ready)
    row = db.session.scalars(db.select(SentSubtitles)).one()
    folder = media_folder().package_path(ready.reference) / f"s-en-x{row.id}"
    assert folder.is_dir() and DELIVERED.fullmatch(f"{folder.name}/captions.vtt")
    assert cast.editor.post(f"/admin/videos/{ready.id + 1}/subtitles/{row.id}/remove").status_code == 404
    assert cast.editor.post(f"/admin/videos/{ready.id}/subtitles/{row.id}/remove").status_code == 303
    assert not folder.exists() and facts(ready) == [] and master(ready) == before


@pytest.mark.parametrize(
    ("text", "fields", "reason"),
    [
        ("no cues at all", {}, "There are no subtitles in this file."),
        (SRT.format("x") * 20_001, {}, "too many subtitles"),
        (b"\x00\x01" * 3_000_000, {}, "at most 5 MB"),
        (SRT.format("x"), {"language": "klingon!"}, "Which language is it?"),
        (SRT.format("x"), {"language": ""}, "Which language is it?"),
        (SRT.format("<script>alert(1)</script>").replace("alert(1)", ""), {}, "There are no subtitles in this file."),
    ],
)
def test_what_cannot_be_used_is_refused_and_the_form_kept(
    cast: Cast, ready: Video, text: str | bytes, fields: dict[str, str], reason: str
) -> None:
    before = master(ready)
    answer = send(cast.editor, ready, text, **{"name": "For Ann", **fields})
    assert answer.status_code == 422 and reason in answer.text and 'value="For Ann"' in answer.text
    assert db.session.scalar(db.select(SentSubtitles.id)) is None and master(ready) == before
    assert "Choose the subtitles’ file." in cast.editor.post(f"/admin/videos/{ready.id}/subtitles", {}).text


@pytest.mark.parametrize("who", ["owner", "child", "stranger", "moderator"])
def test_nobody_else_sends_or_removes_them_and_a_child_reads_none(cast: Cast, ready: Video, who: str) -> None:
    send(cast.editor, ready)
    row = db.session.scalars(db.select(SentSubtitles)).one()
    person = cast.owner if who == "owner" else cast.person(who)
    assert send(person, ready).status_code == 403
    assert person.post(f"/admin/videos/{ready.id}/subtitles/{row.id}/remove").status_code == 403
    copied = address_for(cast.owner, ready) + f"s-en-x{row.id}/captions.vtt"
    assert person.get(copied).status_code == (200 if who == "owner" else 404)
    assert len(facts(ready)) == 1


def test_a_film_on_its_way_gets_them_at_its_end(cast: Cast, clip: Clips, tmp_path: Path) -> None:
    title = film(age=0)
    db.session.commit()
    with clip("plain.mp4").open("rb") as file:
        video = take_in(file, "plain.mp4", title)
    assert "comes with the encode" in cast.editor.get(send(cast.editor, video).location).text
    assert video.facts == {}
    work_off()
    assert [one["label"] for one in facts(video)] == ["English"]
