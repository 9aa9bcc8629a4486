"""The words of a film as text: read from its subtitles, searched, and the way to each moment."""

from __future__ import annotations

import pytest

from app.foundation.db import db
from app.media.models import Video
from app.media.place import media_folder
from app.media.subtitles import Cue
from app.watching.transcript import line_of
from tests.cast import Cast
from tests.films import film, ready_video
from tests.fragments import assert_fragment_in_page

WORDS = """WEBVTT

00:01.200 --> 00:03.000
<v Nana>If you are <i>only</i> weather,
then say nothing.

01:05.000 --> 01:07.000
&lt;b&gt; The Storm &amp; the sea
"""
GERMAN = "WEBVTT\n\n00:01.200 --> 00:03.000\nWenn du nur Wetter bist\n"


@pytest.fixture
def video(cast: Cast) -> Video:
    """A film for twelve and up, with words in two languages and signs alone in a third."""
    ready = ready_video(film(age=12))
    tracks = []
    for language, label, text in (("fr", "Signs", "WEBVTT\n"), ("en", "English", WORDS), ("de", "German", GERMAN)):
        path = media_folder().package_path(ready.reference) / f"s-{language}" / "captions.vtt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        named = {"path": f"s-{language}/captions.vtt", "language": language, "label": label}
        tracks.append({**named, "forced": language == "fr", "sdh": False})
    ready.facts = {**ready.facts, "captions": tracks}
    db.session.commit()
    return ready


def test_a_line_has_its_speaker_and_no_marks() -> None:
    line = line_of(Cue(1.2, 3.0, "<v.loud Nana>If you are <i>only</i>\nweather &amp; more"))
    assert (line.start_s, line.speaker, line.text) == (1.2, "Nana", "If you are only weather & more")


def test_each_line_leads_to_its_moment(cast: Cast, video: Video) -> None:
    page = cast.owner.get(f"/watch/{video.reference}/transcript").text
    assert "<b>Nana</b> If you are only weather, then say nothing." in page
    assert f'href="/watch/{video.reference}?t=65.0"' in page
    assert "&lt;b&gt; The Storm &amp; the sea" in page
    assert 'data-resume="65.0"' in cast.owner.get(f"/watch/{video.reference}?t=65.0").text


@pytest.mark.parametrize(("moment", "resume"), [("1e3", "0"), ("-5", "0"), ("99999", "100"), ("nan", "0"), ("\0", "0")])
def test_a_moment_that_is_none_is_bounded_or_passed_over(cast: Cast, video: Video, moment: str, resume: str) -> None:
    page = cast.owner.get(f"/watch/{video.reference}", query_string={"t": moment}).text
    assert f'data-resume="{resume}' in page


def test_words_are_found_in_any_case_and_whoever_says_them(cast: Cast, video: Video) -> None:
    for query, lines in (("STORM", 1), ("nana", 1), ("weather,   then", 1), ("<b>", 1), ("harbour", 0)):
        page = cast.owner.get(f"/watch/{video.reference}/transcript", query_string={"q": query}).text
        assert page.count("data-start") == lines, query
    assert "Nobody says that here." in page
    assert 'value="harbour"' in page


def test_the_language_is_the_profiles_or_the_one_asked_for(cast: Cast, video: Video) -> None:
    address = f"/watch/{video.reference}/transcript"
    assert "Wetter" in cast.owner.get(f"{address}?language=de").text
    assert "weather" in cast.owner.get(f"{address}?language=xx").text
    cast.profiles["owner"].captions = "de"
    db.session.commit()
    page = cast.owner.get(address).text
    assert "Wetter" in page
    assert "Signs" not in page


def test_the_fragment_is_in_the_page(cast: Cast, video: Video) -> None:
    assert_fragment_in_page(cast.owner, f"/watch/{video.reference}/transcript?q=storm", "transcript")


def test_a_film_without_words_says_so(cast: Cast, video: Video) -> None:
    video.facts = {**video.facts, "captions": []}
    db.session.commit()
    assert "No subtitles, no transcript" in cast.owner.get(f"/watch/{video.reference}/transcript").text
    assert "transcript-panel" not in cast.owner.get(f"/watch/{video.reference}").text


def test_words_whose_file_is_gone_are_not_found(cast: Cast, video: Video) -> None:
    (media_folder().package_path(video.reference) / "s-en" / "captions.vtt").unlink()
    assert cast.owner.get(f"/watch/{video.reference}/transcript").status_code == 404


def test_whoever_may_not_watch_it_may_not_read_it(cast: Cast, video: Video) -> None:
    assert cast.child.get(f"/watch/{video.reference}/transcript").status_code == 404
    video.title.withdraw()  # type: ignore[union-attr]
    db.session.commit()
    assert cast.stranger.get(f"/watch/{video.reference}/transcript").status_code == 404
