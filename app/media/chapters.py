"""Chapters as an editor writes them: a time and a name in each line."""

from __future__ import annotations

import re
from typing import Any

from app.foundation.text import clean_line, timecode

MOST = 200
LINE = re.compile(r"(?a)(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:\s+(.*))?")


class ChaptersRefused(ValueError):
    """A line that cannot be used, in words."""


def read_chapters(text: str, duration_s: float | None = None) -> list[dict[str, Any]]:
    """`start_s`, `end_s` and `title` of each line like `1:02:30 The storm`, as packages tell them.

    Raises ChaptersRefused with the number of the line.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST:
        raise ChaptersRefused(f"At most {MOST} chapters can be kept.")
    starts = [_chapter(number, line, duration_s) for number, line in lines]
    for (number, _), before, here in zip(lines[1:], starts, starts[1:], strict=False):
        if here[0] <= before[0]:
            raise ChaptersRefused(f"Line {number}: it begins no later than the one before it.")
    ends = [*(start for start, _ in starts[1:]), *(duration_s or start for start, _ in starts[-1:])]
    return [{"start_s": start, "end_s": end, "title": title} for (start, title), end in zip(starts, ends, strict=True)]


def _chapter(number: int, line: str, duration_s: float | None) -> tuple[float, str]:
    match = LINE.fullmatch(line)
    if match is None or int(match[3]) > 59 or (match[1] and int(match[2]) > 59):
        raise ChaptersRefused(f"Line {number}: begin with a time, as in “1:02:30 The storm”.")
    start_s = float(int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3]))
    if duration_s and start_s >= duration_s:
        raise ChaptersRefused(f"Line {number}: the film ends at {timecode(duration_s)}.")
    return start_s, clean_line(match[4])[:120]


def write_chapters(chapters: list[dict[str, Any]]) -> str:
    """The same as lines."""
    return "\n".join(f"{timecode(chapter['start_s'])} {chapter['title']}".rstrip() for chapter in chapters)
