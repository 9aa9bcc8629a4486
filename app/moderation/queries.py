"""Reads of moderation: the log for everybody, one's own page, the queue for moderators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from app.catalogue.models import Title
from app.catalogue.queries import titles_visible_to
from app.foundation.db import db
from app.foundation.paging import LARGEST_KEY, Page, page_by_id
from app.moderation.models import CLOSED, DISMISS, HIDE, LIFT, OPEN, SUSPEND, Case, Decision, Report, Suspension
from app.moderation.moderatable import SUBJECTS, Subject
from app.moderation.words import to_author, to_everybody
from app.profiles.models import Profile

PAGE, QUEUE_PAGE, MOST_EARLIER = 20, 10, 5


@dataclass(frozen=True)
class Line:
    """A decision as somebody may read it. `title` only if the reader may see that title, `words` only if one's own."""

    id: int
    act: str
    at: Any
    sentence: str
    reason: str
    title: Title | None
    words: str = ""


@dataclass(frozen=True)
class Waiting:
    """A case with what moderators should know of its author."""

    case: Case
    earlier: list[Decision]
    is_suspended: bool


def find_subject(name: str, row_id: int, reader: Profile) -> tuple[Subject, Any]:
    """The row and its kind; 404 for what this reader may not see."""
    subject = SUBJECTS.get(name) or abort(404)
    return subject, subject.find(row_id, reader) or abort(404)


def log_for(profile: Profile, cursor: str | None) -> Page[Line]:
    """What was decided, newest first. Never words, never names of authors or reporters."""
    page = page_by_id(db.select(Decision).options(joinedload(Decision.case)), Decision.id, cursor, PAGE)
    titles = _titles(page.rows, profile)
    lines = [_line(row, titles, to_everybody(row, profile.zone)) for row in page.rows]
    return Page(lines, page.next_cursor)


def decisions_about(profile: Profile, cursor: str | None) -> Page[Line]:
    """What was decided about this profile's words, newest first, with the words: they are its own."""
    mine = db.select(Decision).where(Decision.profile_id == profile.id, Decision.act != DISMISS)
    page = page_by_id(mine.options(joinedload(Decision.case)), Decision.id, cursor, PAGE)
    titles = _titles(page.rows, profile)
    lines = [_line(row, titles, to_author(row, profile.zone), own=True) for row in page.rows]
    return Page(lines, page.next_cursor)


def _line(row: Decision, titles: dict[int, Title], sentence: str, *, own: bool = False) -> Line:
    is_about_words = row.case is not None and row.act not in (SUSPEND, LIFT)
    title = titles.get(row.case.title_id or 0) if row.case and is_about_words else None
    words = row.case.words if own and row.case and row.act == HIDE else ""
    return Line(row.id, row.act, row.created_at, sentence, row.reason, title, words)


def _titles(rows: Iterable[Decision], profile: Profile) -> dict[int, Title]:
    ids = {row.case.title_id for row in rows if row.case and row.case.title_id}
    found = db.session.scalars(titles_visible_to(profile).where(Title.id.in_(ids))) if ids else ()
    return {title.id: title for title in found}


def queue(state: str, cursor: str | None) -> Page[Waiting]:
    """Open cases oldest first, decided ones newest first; a handful of statements for all together."""
    whole = (
        joinedload(Case.author),
        joinedload(Case.title),
        selectinload(Case.reports).joinedload(Report.reporter),
        selectinload(Case.decisions),
    )
    select = db.select(Case).where(Case.state == state).options(*whole)
    page = page_by_id(select, Case.id, cursor, QUEUE_PAGE) if state == CLOSED else _oldest_first(select, cursor)
    return Page(waiting(page.rows), page.next_cursor)


def _oldest_first(select: Any, cursor: str | None) -> Page[Case]:
    if cursor and cursor.isascii() and cursor.isdecimal() and len(cursor) < 11:
        select = select.where(Case.id > min(int(cursor), LARGEST_KEY))
    rows = list(db.session.scalars(select.order_by(Case.id).limit(QUEUE_PAGE + 1)))
    return Page(rows[:QUEUE_PAGE], str(rows[QUEUE_PAGE - 1].id) if len(rows) > QUEUE_PAGE else None)


def waiting(cases: list[Case]) -> list[Waiting]:
    """These cases with what was decided about their authors before, and who of them is suspended."""
    authors = {case.author_id for case in cases if case.author_id}
    earlier: dict[int | None, list[Decision]] = defaultdict(list)
    told = Decision.profile_id.in_(authors), Decision.act != DISMISS
    for row in db.session.scalars(db.select(Decision).where(*told).order_by(Decision.id.desc()).limit(500)):
        earlier[row.profile_id].append(row)
    rows = db.session.scalars(db.select(Suspension).where(Suspension.profile_id.in_(authors)))
    silent = {row.profile_id for row in rows if row.is_lasting}
    return [
        Waiting(
            case=case,
            earlier=[row for row in earlier[case.author_id] if row.case_id != case.id][:MOST_EARLIER],
            is_suspended=case.author_id in silent,
        )
        for case in cases
    ]


def find_case(case_id: int) -> Case:
    """A case for moderators; 404 when there is none."""
    return db.session.get(Case, case_id) or abort(404)


def open_cases() -> int:
    """How many wait for a decision."""
    return db.session.scalar(db.select(db.func.count(Case.id)).where(Case.state == OPEN)) or 0
