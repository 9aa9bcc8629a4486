"""Deciding: a moderator's verb on a case, written down, and told to whom it concerns."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app.accounts.models import Account
from app.foundation import audit, clock
from app.foundation.db import db
from app.foundation.events import STAFF, publish, to_profile
from app.moderation.models import DISMISS, HIDE, LIFT, RESTORE, SUSPEND, WARN, Case, Decision, Suspension
from app.moderation.moderatable import SUBJECTS
from app.moderation.reporting import case_about
from app.moderation.signals import words_hidden, words_shown
from app.notifications.ringing import ring
from app.profiles.models import Profile

DAYS = (1, 7, 30)


class Overtaken(Exception):
    """Somebody else has decided since this moderator looked."""


class Pointless(Exception):
    """The act makes no sense any more; the message says why, in a sentence."""


def find_row(case: Case) -> Any:
    """The words' row, whoever may see it; None once it is gone."""
    subject = SUBJECTS.get(case.subject)
    return subject.row(case.subject_id) if subject else None


def find_url(case: Case, row: Any) -> str:
    """Where the words stand; the title's page once they are gone."""
    if row is not None:
        return SUBJECTS[case.subject].url(row)
    return f"/titles/{case.title.slug}" if case.title else ""


def acts_for(case: Case, row: Any, is_suspended: bool) -> list[str]:
    """What may be decided now, the likeliest first. A decision is taken back by its opposite."""
    is_held = row is not None and bool(row.held_reason)
    shown = [] if row is None else [RESTORE] if is_held else [HIDE]
    settled = [DISMISS] if case.is_open else []
    author = [] if case.author_id is None else [WARN, SUSPEND, *([LIFT] if is_suspended else [])]
    return settled + shown + author if is_held or row is None else shown + settled + author


def lock(case_id: int, seen: int) -> Case | None:
    """The case, for nobody else to decide meanwhile; raises Overtaken when more was decided than `seen`."""
    case = db.session.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is not None:
        db.session.refresh(case, ["decisions"])
        if case.newest_decision_id != seen:
            raise Overtaken
    return case


def decide(case: Case, act: str, by: Account, reason: str, until: datetime | None = None) -> Decision:
    """Do it and tell of it, in the current transaction. Raises Pointless when there is nothing to do any more."""
    row, was_open = find_row(case), case.is_open
    if act not in acts_for(case, row, is_suspended=bool(lasting_of(case.author_id))):
        raise Pointless(_why_not(act, row))
    if act == LIFT:
        return lift(case.author_id, by, reason, case)
    decision = _do(case, row, act, by, reason, until)
    _note(decision, str(case))
    if was_open:
        _tell_reporters(case)
    return decision


def decide_unasked(subject: str, row: Any, act: str, by: Account, reason: str) -> Decision:
    """Hide or show words that staff came upon by themselves, in the current transaction; written down all the same.
    Raises Pointless when they are so already.
    """
    return decide(case_about(SUBJECTS[subject], row), act, by, reason)


def lasting_of(profile_id: int | None, *, for_change: bool = False) -> list[Suspension]:
    """The suspensions that silence this very profile now; none of a profile that is gone."""
    if profile_id is None:
        return []
    select = db.select(Suspension).filter_by(profile_id=profile_id, lifted_at=None)
    rows = db.session.scalars(select.with_for_update() if for_change else select)
    return [row for row in rows if row.is_lasting]


def lift(profile_id: int | None, by: Account, reason: str, case: Case | None = None) -> Decision:
    """End what silences a profile, in the current transaction. Raises Pointless when nothing does."""
    lasting = lasting_of(profile_id, for_change=True)
    if not lasting:
        raise Pointless(_why_not(LIFT, None))
    for row in lasting:
        row.lift()
    decision = Decision.by(by, LIFT, reason, profile_id=profile_id)
    decision.case = case
    db.session.add(decision)
    _note(decision, str(case) if case else str(db.session.get(Profile, profile_id)))
    return decision


def lift_orphan(row: Suspension, by: Account, reason: str) -> Decision:
    """End a suspension whose profile is gone, in the current transaction: it silences whoever came after."""
    row.lift()
    decision = Decision.by(by, LIFT, reason)
    db.session.add(decision)
    _note(decision, str(row))
    return decision


def end_after(days: int | None) -> datetime | None:
    """When a suspension of so many days ends; None for one that somebody must lift."""
    return None if days is None else clock.now() + timedelta(days=days)


def _do(case: Case, row: Any, act: str, by: Account, reason: str, until: datetime | None) -> Decision:
    if act == SUSPEND:
        return case.suspend(by, reason, until)
    if act not in (HIDE, RESTORE):
        return case.warn(by, reason) if act == WARN else case.dismiss(by, reason)
    decision = case.hide(row, by, reason) if act == HIDE else case.restore(row, by, reason)
    (words_hidden if act == HIDE else words_shown).send(row)
    return decision


def _why_not(act: str, row: Any) -> str:
    if act in (HIDE, RESTORE) and row is None:
        return "The words are gone already, so there is nothing to hide or to show."
    said = {HIDE: "It is hidden already.", RESTORE: "It is in sight already.", LIFT: "They may talk already."}
    return said.get(act, "This is decided already.")


def _note(decision: Decision, subject: str) -> None:
    """In the audit, to open pages of staff, and on the author's bell; a dismissal is no news to an author."""
    db.session.flush()
    audit.record(f"case-{decision.act}", subject, reason=decision.reason, decision=decision.id)
    publish("case-changed", STAFF, case=decision.case_id)
    if decision.profile_id is None or decision.act == DISMISS:
        return
    facts: dict[str, Any] = {"act": decision.act, "subject": decision.case.subject if decision.case else ""}
    ring(decision.profile_id, "decision", f"decision:{decision.id}", url="/moderation/mine", **facts)
    publish("decisions-changed", to_profile(decision.profile_id))


def _tell_reporters(case: Case) -> None:
    for report in case.reports:
        if report.reporter_id is not None:
            about: dict[str, Any] = {"title_id": case.title_id, "url": "/moderation/log", "subject": case.subject}
            ring(report.reporter_id, "report", f"report:{case.id}", **about)
