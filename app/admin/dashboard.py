"""The first page: who watches, what was played, what fills the disk, what is being made, what wants an editor."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import Any

from flask import Response, current_app, request
from flask_admin import expose

from app.accounts.current import current_account
from app.accounts.models import Permission
from app.admin import charts, figures, viewing
from app.admin.base import SecureIndexView
from app.admin.jobs import kind_words, subjects_of
from app.foundation import clock
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.foundation.hypermedia import is_fragment_request
from app.foundation.jobs import Job, JobState
from app.foundation.settings import current_site
from app.moderation.words import REASONS, noun_of

MOST_JOBS, MOST_ACTIONS = 6, 8


class Dashboard(SecureIndexView):
    """`/admin/`."""

    who = Permission.ADMIN_ENTER
    heading = "Dashboard"

    @expose()
    def index(self) -> Response:
        """The page; its queue alone when jobs change, who watches alone every half minute."""
        if is_fragment_request():
            part = "watching" if request.args.get("part") == "watching" else "queue"
            return self.render("admin/index.html", part, **(watching() if part == "watching" else queue()))
        return self.render("admin/index.html", **_facts(), **watching(), **queue())


def _facts() -> dict[str, Any]:
    days, edits = viewing.by_day(), current_account.can(Permission.CATALOGUE_EDIT)
    since = viewing.midnight(viewing.today() - timedelta(days=period() - 1))
    return {
        **{"greeting": greeting(), "now": clock.now(), "actions": mine(), "storage": storage()},
        **{"period": period(), "periods": viewing.PERIODS},
        "plays": figures.plays(days),
        "chart": charts.bars(days),
        "streams": streams(),
        "finishing": viewing.finishing(since),
        "top": viewing.top_titles(since),
        "wants": figures.wants_an_editor() if edits else None,
        "unfinished": figures.unfinished_titles() if edits else [],
        **waiting(),
    }


def period() -> int:
    """How many days back titles are counted; a week unless asked for another of the three."""
    asked = request.args.get("days", "")
    return next((days for days in viewing.PERIODS if str(days) == asked), viewing.PERIODS[0])


def watching() -> dict[str, Any]:
    """Who watches now; by name only for those who look after accounts."""
    return {"watching": figures.watching_now(), "names_viewers": current_account.can(Permission.ACCOUNTS_MANAGE)}


def streams() -> dict[str, Any]:
    """Streams at once, today by hour and on the same day of last week."""
    day, hour = viewing.today(), clock.now().astimezone(clock.zone(current_site().zone)).hour
    before = day - timedelta(days=7)
    now, then = viewing.streams_by_hour(day, before)
    return charts.lines(hour, now, then, before)


def waiting() -> dict[str, Any]:
    """What waits for a person, and who is new: each for those whose it is."""
    may = current_account.can
    return {
        "reports": figures.oldest_reports() if may(Permission.MODERATION_DECIDE) else None,
        "requests": figures.oldest_requests() if may(Permission.REQUESTS_ANSWER) else None,
        "members": figures.newest_members() if may(Permission.ACCOUNTS_MANAGE) else None,
        "reasons": REASONS,
        "noun_of": noun_of,
    }


def greeting() -> str:
    """By the hour of the house."""
    hour = clock.now().astimezone(clock.zone(current_site().zone)).hour
    part = "morning" if 5 <= hour < 12 else "afternoon" if 12 <= hour < 18 else "evening"
    return f"Good {part}, {current_account.name}"


def queue() -> dict[str, Any]:
    """What runs, waits and lately failed, for those who may do something about it."""
    if not current_account.can(Permission.JOBS_MANAGE):
        return {"jobs": None, "is_busy": False, "subjects": {}, "lanes": {}, "kind_words": kind_words}
    states = (JobState.RUNNING, JobState.QUEUED, JobState.PAUSED, JobState.FAILED)
    order = db.case({state.value: place for place, state in enumerate(states)}, value=Job.state)
    select = db.select(Job).where(Job.state.in_(states)).order_by(order, Job.priority, Job.id.desc()).limit(MOST_JOBS)
    jobs = list(db.session.scalars(select))
    is_busy = any(not job.is_over for job in jobs)
    facts = {"jobs": jobs, "is_busy": is_busy, "subjects": subjects_of(jobs), "kind_words": kind_words}
    return {**facts, "lanes": figures.lanes()}


def mine() -> list[AuditEvent]:
    """What this account did last."""
    select = db.select(AuditEvent).where(AuditEvent.account_id == current_account.id)
    return list(db.session.scalars(select.order_by(AuditEvent.id.desc()).limit(MOST_ACTIONS)))


def storage() -> dict[str, float]:
    """Bytes: sources, encodes and pictures of this house, what is free, and the whole disk."""
    disk = shutil.disk_usage(current_app.config["INSTANCE"])
    sources, encodes = figures.media_bytes()
    facts = {"sources": sources, "encodes": encodes, "images": figures.image_bytes()}
    return {**facts, "free": disk.free, "total": disk.total}
