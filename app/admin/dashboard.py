"""The first page: who watches, what was played, what fills the disk, what is being made, what wants an editor."""

from __future__ import annotations

import shutil
from typing import Any

from flask import Response, current_app
from flask_admin import expose

from app.accounts.current import current_account
from app.accounts.models import Permission
from app.admin import figures
from app.admin.base import SecureIndexView
from app.admin.jobs import kind_words, subjects_of
from app.foundation import clock
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.foundation.jobs import Job, JobState
from app.foundation.settings import current_site

MOST_JOBS, MOST_ACTIONS = 6, 8


class Dashboard(SecureIndexView):
    """`/admin/`."""

    who = Permission.ADMIN_ENTER
    heading = "Dashboard"

    @expose()
    def index(self) -> Response:
        """The page; its queue alone when jobs change, and every 15 s while something is being made."""
        return self.render("admin/index.html", "queue", greeting=greeting(), now=clock.now(), **self._facts())

    def _facts(self) -> dict[str, Any]:
        may_see_people = current_account.can(Permission.ACCOUNTS_MANAGE)
        edits = current_account.can(Permission.CATALOGUE_EDIT)
        return {
            "watching": figures.watching_now(),
            "names_viewers": may_see_people,
            "plays": figures.plays(),
            "chart": figures.chart(figures.plays_by_day()),
            "storage": storage(),
            "wants": figures.wants_an_editor() if edits else None,
            "unfinished": figures.unfinished_titles() if edits else [],
            **queue(),
            "actions": mine(),
        }


def greeting() -> str:
    """By the hour of the house."""
    hour = clock.now().astimezone(clock.zone(current_site().zone)).hour
    part = "morning" if 5 <= hour < 12 else "afternoon" if 12 <= hour < 18 else "evening"
    return f"Good {part}, {current_account.name}"


def queue() -> dict[str, Any]:
    """What runs, waits and lately failed, for those who may do something about it."""
    if not current_account.can(Permission.JOBS_MANAGE):
        return {"jobs": None, "is_busy": False, "subjects": {}, "kind_words": kind_words}
    states = (JobState.RUNNING, JobState.QUEUED, JobState.FAILED)
    order = db.case({state.value: place for place, state in enumerate(states)}, value=Job.state)
    select = db.select(Job).where(Job.state.in_(states)).order_by(order, Job.priority, Job.id.desc()).limit(MOST_JOBS)
    jobs = list(db.session.scalars(select))
    is_busy = any(not job.is_over for job in jobs)
    return {"jobs": jobs, "is_busy": is_busy, "subjects": subjects_of(jobs), "kind_words": kind_words}


def mine() -> list[AuditEvent]:
    """What this account did last."""
    select = db.select(AuditEvent).where(AuditEvent.account_id == current_account.id)
    return list(db.session.scalars(select.order_by(AuditEvent.id.desc()).limit(MOST_ACTIONS)))


def storage() -> dict[str, float]:
    """Bytes: sources and encodes of this house, what is free, and the whole disk."""
    disk = shutil.disk_usage(current_app.config["INSTANCE"])
    sources, encodes = figures.media_bytes()
    return {"sources": sources, "encodes": encodes, "free": disk.free, "total": disk.total}
