"""Reporting something, what moderators decided, and what they decided about oneself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, request

from app.foundation.access import for_grown_ups
from app.foundation.db import db
from app.foundation.errors import Sentence
from app.foundation.hypermedia import go_to, render_page
from app.moderation import reporting
from app.moderation.forms import ReportForm
from app.moderation.moderatable import Subject
from app.moderation.queries import decisions_about, find_subject, log_for
from app.moderation.speaking import suspension_of
from app.profiles.current import current_profile

bp = Blueprint("moderation", __name__)
YOURS = Sentence("This is your own. You can change it or take it back where it stands.")
THANKS = "Thank you. Moderators will look at it."
TWICE = "You have reported this already. Moderators will look at it."


@bp.get("/reports/<subject>/<number:row_id>")
@for_grown_ups
def new(subject: str, row_id: int) -> Any:
    """Ask what is wrong; to whoever has said so already, that it is being looked at."""
    kind, row = _found(subject, row_id)
    return _page(kind, row, ReportForm())


@bp.post("/reports/<subject>/<number:row_id>")
@for_grown_ups
def create(subject: str, row_id: int) -> Any:
    """Report it."""
    (kind, row), form = _found(subject, row_id), ReportForm()
    if not form.validate():
        return _page(kind, row, form, status=422)
    reporting.allow(current_profile)
    is_new = reporting.report(current_profile, kind, row, form.reason.data, form.note.data)
    db.session.commit()
    flash(THANKS if is_new else TWICE)
    return go_to(kind.url(row))


@bp.get("/moderation/log")
@for_grown_ups
def log() -> Any:
    """What moderators decided, and why."""
    page = log_for(current_profile, request.args.get("after"))
    return render_page("moderation/log.html", "log", page=page)


@bp.get("/moderation/mine")
@for_grown_ups
def mine() -> Any:
    """What moderators decided about me."""
    page = decisions_about(current_profile, request.args.get("after"))
    return render_page("moderation/mine.html", "mine", page=page, suspension=suspension_of(current_profile))


def _found(name: str, row_id: int) -> tuple[Subject, Any]:
    kind, row = find_subject(name, row_id, current_profile)
    return abort(403, YOURS) if kind.author(row).id == current_profile.id else (kind, row)


def _page(kind: Subject, row: Any, form: ReportForm, **answer: Any) -> Any:
    said = reporting.find_own_report(current_profile, kind, row)
    facts = {"kind": kind, "row": row, "author": kind.author(row), "words": kind.words(row), "url": kind.url(row)}
    return render_page("moderation/report.html", "report", form=form, said=said, **facts, **answer)
