"""Subtitles from anywhere become clean WebVTT."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.media.captions import Captions, folder_names
from app.media.failures import SubtitlesRefused
from app.media.storage import DELIVERED
from app.media.subtitles import Cue, clean_text, decoded, read_cues, read_subtitles, shifted, stamp, web_vtt

SRT = "1\n00:00:01,000 --> 00:00:02,500\nÇa va, Zoë?\n"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
def test_every_usual_charset_is_read(charset: str) -> None:
    assert read_subtitles(SRT.encode(charset)) == (Cue(1, 2.5, "Ça va, Zoë?"),)


def test_windows_quotes_are_quotes() -> None:
    assert decoded("“Aha” – it’s".encode("cp1252")) == "“Aha” – it’s"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_newline_is_read(newline: str) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nOne\nTwo\n\n2\n00:00:03,000 --> 00:00:04,000\nThree".replace(
        "\n", newline
    )
    assert [cue.text for cue in read_cues(text)] == ["One\nTwo", "Three"]


def test_a_web_vtt_file_keeps_its_places_and_speakers() -> None:
    text = (
        "WEBVTT - a title\nX-TIMESTAMP-MAP=LOCAL:0\n\nSTYLE\n::cue { background: url(http://x/) }\n\nNOTE a note\n\n"
        "intro\n00:01.000 --> 00:02.000 line:10% align:start evil:1\n<v.loud Ann Lee>Hi <c.red>you</c>\n"
    )
    assert read_cues(text) == (Cue(1, 2, "<v Ann Lee>Hi you</v>", "line:10% align:start"),)


def test_cues_come_in_order_and_backward_ones_are_dropped() -> None:
    text = "00:05.000 --> 00:06.000\nlate\n\n00:09.000 --> 00:08.000\nnever\n\n00:01.000 --> 00:02.000\nearly\n"
    assert [cue.text for cue in read_cues(text)] == ["early", "late"]


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a <script>alert(1)</script> b", "a alert(1) b"),
        ("<i>one <b>two</i> three", "<i>one <b>two three</b></i>"),
        ("</b>only closed", "only closed"),
        ("5 < 6 & 7 > 3", "5 &lt; 6 &amp; 7 &gt; 3"),
        ("one --> two", "one --&gt; two"),
        ("&lt;b&gt;", "&lt;b&gt;"),
        ("{\\an8}Top {real}", "Top {real}"),
        ("one<00:01.500>two <3", "onetwo &lt;3"),
        ('<font color="red">red</font>', "red"),
        ("<b onclick=x>bold</b>", "<b>bold</b>"),
        ("a\n\n \nb", "a\nb"),
        ("bell\x07", "bell"),
    ],
)
def test_only_harmless_markup_stays(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/ibvc&;-\n ax\0{}\\.:0"), max_size=120))
def test_clean_text_stays_as_it_is_and_can_end_no_cue(text: str) -> None:
    once = clean_text(text)
    assert "-->" not in once
    assert all(line.strip() for line in once.split("\n")) or not once
    (cue,) = read_cues(web_vtt([Cue(0, 1, once)])) if once else (Cue(0, 1, ""),)
    assert cue.text == once


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    try:
        cues = read_subtitles(b"00:01.000 --> 00:02.000\n" + data)
    except SubtitlesRefused:
        return
    assert read_cues(web_vtt(cues)) == cues


def test_what_holds_no_cue_or_too_much_is_refused() -> None:
    with pytest.raises(SubtitlesRefused, match="no subtitles"):
        read_subtitles(b"hello")
    with pytest.raises(SubtitlesRefused, match="5 MB"):
        read_subtitles(b"x" * (5 * 1024 * 1024 + 1))
    with pytest.raises(SubtitlesRefused, match="20,000"):
        read_subtitles(b"00:01.000 --> 00:02.000\na\n\n" * 20_001)


def test_cues_can_be_moved() -> None:
    cues = (Cue(0, 0.02, "gone"), Cue(0.01, 1, "cut"), Cue(2, 3, "whole"))
    moved = [(cue.text, round(cue.start_s, 3), round(cue.end_s, 3)) for cue in shifted(cues, -0.023)]
    assert moved == [("cut", 0, 0.977), ("whole", 1.977, 2.977)]


@given(st.integers(0, 99 * 3600 * 1000))
def test_a_stamp_is_read_back(milliseconds: int) -> None:
    text = f"{stamp(milliseconds / 1000)} --> {stamp(milliseconds / 1000 + 1)}\nx\n"
    assert read_cues(text)[0].start_s == pytest.approx(milliseconds / 1000, abs=1e-6)


def test_folders_are_named_by_language_and_may_be_delivered() -> None:
    captions = [Captions(tag, "", False, ()) for tag in ("en", "de", "en", "en", "pt-br", "und", "en-us")]
    names = folder_names(captions)
    assert names == ["s-en", "s-de", "s-en-2", "s-en-3", "s-pt-br", "s-und", "s-en-us"]
    assert all(DELIVERED.fullmatch(f"{name}/captions.vtt") for name in names)
