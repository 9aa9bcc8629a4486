"""Reporting: one open case for each thing and one report of each profile, however often or however fast it is sent."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import IntegrityError

from app.foundation import audit
from app.foundation.db import db
from app.foundation.events import STAFF, publish
from app.foundation.limits import Limit, spend
from app.moderation.models import OPEN, Case, Report
from app.moderation.moderatable import Subject
from app.profiles.models import Profile

A_MINUTE, A_DAY = Limit(5, 60), Limit(30, 86_400)


def allow(profile: Profile) -> None:
    """5 a minute and 30 a day; raises 429 beyond. Spends in a transaction of its own."""
    spend(f"report:minute:{profile.id}", A_MINUTE)
    spend(f"report:day:{profile.id}", A_DAY)


def report(profile: Profile, subject: Subject, row: Any, reason: str, note: str = "") -> bool:
    """Report a row, in the current transaction; False when this profile has said so already."""
    case = case_about(subject, row)
    try:
        with db.session.begin_nested():
            db.session.add(Report(case_id=case.id, reporter_id=profile.id, reason=reason, note=note))
            db.session.flush()
    except IntegrityError:
        return False
    audit.record("report-made", str(case), reason=reason)
    publish("case-changed", STAFF, case=case.id)
    return True


def find_open_case(subject: Subject, row: Any) -> Case | None:
    """The case that waits for a decision about this row, held until the transaction ends: a report must not land in
    one that is decided in the same moment, where nobody would look at it.
    """
    waiting = db.select(Case).filter_by(subject=subject.name, subject_id=row.id, state=OPEN)
    return db.session.scalar(waiting.with_for_update())


def find_own_report(profile: Profile, subject: Subject, row: Any) -> Report | None:
    """What this profile said of the row and nobody has decided yet."""
    theirs = Case.subject == subject.name, Case.subject_id == row.id, Case.state == OPEN
    return db.session.scalar(db.select(Report).join(Report.case).where(*theirs, Report.reporter_id == profile.id))


def case_about(subject: Subject, row: Any) -> Case:
    """The open case about a row, made if there is none, in the current transaction.

    Of two that open it at once one makes it; the other finds the first one's.
    """
    found = find_open_case(subject, row)
    if found is not None:
        return found
    try:
        with db.session.begin_nested():
            return _open(subject, row)
    except IntegrityError:
        return find_open_case(subject, row) or _open(subject, row)


def _open(subject: Subject, row: Any) -> Case:
    facts = {"author_id": subject.author(row).id, "title_id": subject.title_id(row)}
    case = Case(subject=subject.name, subject_id=row.id, words=subject.words(row)[:4000], **facts)
    db.session.add(case)
    db.session.flush()
    return case
