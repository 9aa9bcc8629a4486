"""Slugs, lengths and cleaned text, and addresses that are safe to go on to."""

from __future__ import annotations

from datetime import UTC

import pytest

from app.foundation import clock
from app.foundation.access import safe_next
from app.foundation.text import clean_line, clean_prose, minutes, plural, slugify, timecode


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Nine Thousand Swallows", "nine-thousand-swallows"), ("Ferry’s Ø & Café", "ferrys-o-cafe"), ("日本", "")],
)
def test_a_name_folds_to_a_slug(name: str, slug: str) -> None:
    assert slugify(name) == slug


@pytest.mark.parametrize(
    ("seconds", "words"), [(None, ""), (25, "25 s"), (1260, "21 min"), (3600, "1 h"), (6720, "1 h 52 min")]
)
def test_a_length_reads_as_people_say_it(seconds: float | None, words: str) -> None:
    assert minutes(seconds) == words


def test_times_and_counts_read_well() -> None:
    assert timecode(65) == "1:05" and timecode(3729) == "1:02:09"
    assert plural(1, "film") == "1 film" and plural(2000, "film") == "2,000 films"


def test_text_loses_controls_and_direction_overrides() -> None:
    assert clean_prose("a\x00b\u202ec\r\n\n\n\nd") == "abc\n\nd"
    assert clean_line(" a\n b\t\u2028c ") == "a b c"


ELSEWHERE = ["//evil.example", "/\\evil", "/\t/evil", "https://evil", "javascript:x", "/a\nb", "", None]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_a_target_elsewhere_is_not_followed(target: str | None) -> None:
    assert safe_next(target) == "/"


def test_a_target_here_is_followed() -> None:
    assert safe_next("/titles/x?season=2#a") == "/titles/x?season=2#a"


@pytest.mark.parametrize(
    "name", ["Europe/Atlantis", "", "../../etc/passwd", "/etc/localtime", "Europe", "\0", "x" * 999]
)
def test_a_zone_that_nobody_knows_is_utc(name: str) -> None:
    assert clock.zone(name) is UTC
    assert clock.zone("Europe/Oslo") is not UTC
