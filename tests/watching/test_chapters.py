"""Chapters: the file's, or an editor's, which a mistake in a line does not lose."""

from __future__ import annotations

from typing import Any

import pytest

from app.foundation.db import db
from app.media.chapters import ChaptersRefused, read_chapters, write_chapters
from app.media.models import Video
from tests.cast import Cast, Person
from tests.films import film, ready_video

TEXT = "0:00 Opening\n0:40 The storm, “again”\n1:10"


def edit(person: Person, video: Video, chapters: str) -> Any:
    """As the form does."""
    facts = {"name": "", "role": "main", "chapter_lines": chapters}
    return person.post(f"/admin/videos/edit/?id={video.id}", facts)


def test_lines_are_read_and_written_alike() -> None:
    chapters = read_chapters(TEXT + "\n", 100)
    assert [(c["start_s"], c["end_s"], c["title"]) for c in chapters] == [
        (0, 40, "Opening"),
        (40, 70, "The storm, “again”"),
        (70, 100, ""),
    ]
    assert write_chapters(chapters) == TEXT
    assert read_chapters("1:02:30 Late")[0]["start_s"] == 3750
    assert read_chapters(" \n") == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Opening", "Line 1: begin with a time"),
        ("0:00 A\n\n0:61 B", "Line 3: begin with a time"),
        ("1:75:00 A", "Line 1: begin with a time"),
        ("0:10 A\n0:10 B", "Line 2: it begins no later"),
        ("0:00 A\n2:00 B", "Line 2: the film ends at 1:40."),
        ("٣:٠٠ A", "Line 1: begin with a time"),
        ("\n".join(f"{n // 60}:{n % 60:02}" for n in range(201)), "At most 200"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(text: str, reason: str) -> None:
    with pytest.raises(ChaptersRefused, match=reason):
        read_chapters(text, 100)


def test_an_editor_writes_them_and_takes_them_back(cast: Cast) -> None:
    video = ready_video(film("Harbour Light"))
    own = video.chapter_lines
    assert edit(cast.editor, video, TEXT).status_code == 303
    page = cast.owner.get(f"/watch/{video.reference}").text
    assert "The storm, “again”" in page and "Chapter 3" in page
    assert "The storm" in cast.editor.get(f"/admin/videos/edit/?id={video.id}").text
    assert edit(cast.editor, video, "").status_code == 303
    db.session.refresh(video)
    assert video.chapters_by_hand is None and video.chapter_lines == own
    edit(cast.editor, video, own)
    db.session.refresh(video)
    assert video.chapters_by_hand is None


def test_a_wrong_line_is_said_and_all_of_them_kept(cast: Cast) -> None:
    video = ready_video(film("Harbour Light"))
    answer = edit(cast.editor, video, TEXT + "\nlater")
    assert answer.status_code == 422 and "Line 4: begin with a time" in answer.text and "0:40 The storm" in answer.text
    for who in ("owner", "child", "stranger", "moderator"):
        assert edit(cast.person(who), video, TEXT).status_code == 403
    db.session.refresh(video)
    assert video.chapters_by_hand is None
