"""Where a film's recap, intro and credits are: as its sound tells (intros.py), or as an editor says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.foundation.text import timecode

NONE = "none"
AFTER_CREDITS_S = 8
LINE = re.compile(r"(?a)(?:(\d{1,2}):)?(\d{1,3}):(\d{2})\s*[-\u2013\u2014]\s*(?:(\d{1,2}):)?(\d{1,3}):(\d{2})")


class MarkRefused(ValueError):
    """A mark that cannot be used, in words."""


def read_mark(text: str, duration_s: float | None = None) -> list[float] | str | None:
    """`[begin_s, end_s]` of `0:45-2:15`, NONE for that word, None for nothing. Raises MarkRefused."""
    text = text.strip()
    if not text:
        return None
    if text.casefold() == NONE:
        return NONE
    match = LINE.fullmatch(text)
    if match is None or any(int(match[n]) > 59 for n in (3, 6)):
        raise MarkRefused("Give it like “0:45-2:15”, or “none”.")
    begin, end = (float(int(match[n] or 0) * 3600 + int(match[n + 1]) * 60 + int(match[n + 2])) for n in (1, 4))
    if begin >= end:
        raise MarkRefused("It ends no later than it begins.")
    if duration_s and end > duration_s + 1:
        raise MarkRefused(f"The film ends at {timecode(duration_s)}.")
    return [begin, min(end, duration_s or end)]


def write_mark(mark: Sequence[float] | str | None) -> str:
    """The same as text."""
    if not mark:
        return ""
    return mark if isinstance(mark, str) else f"{timecode(mark[0])}-{timecode(mark[1])}"


def in_force(found: Mapping[str, Any] | None, by_hand: Mapping[str, Any] | None) -> dict[str, list[float]]:
    """An editor's marks, else those that were found."""
    marks = {**(found or {}), **(by_hand or {})}
    return {kind: mark for kind, mark in marks.items() if mark != NONE}


def closing_credits_at_s(marks: Mapping[str, Any], duration_s: float | None) -> float | None:
    """From when on nothing but credits comes; None where something follows them."""
    begin, end = marks.get("credits", (None, 0.0))
    return begin if end >= (duration_s or 0.0) - AFTER_CREDITS_S else None
