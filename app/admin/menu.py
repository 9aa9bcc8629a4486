"""The side of every admin page: what this account may open, in the order an editor works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.accounts.models import Account, Permission
from app.accounts.models.account import Awaits
from app.foundation.db import db
from app.foundation.jobs import Job, JobState

GROUPS = ("", "Catalogue", "Machine room", "Talk", "House")
WAITING = ("admin_accounts", "admin_reviews", "admin_moderation", "admin_requests")  # somebody waits for an answer


@dataclass(frozen=True)
class Line:
    """One line of the menu."""

    name: str
    url: str
    icon: str
    is_here: bool
    badge: int = 0
    waits: bool = False


def menu_for(view: Any, account: Any) -> list[tuple[str, list[Line]]]:
    """Groups with their lines; a group without lines is left out."""
    counts = _counts(account)
    drawn = [(group, [_line(each, view, counts) for each in _of(view.admin, group)]) for group in GROUPS]
    return [(group, lines) for group, lines in drawn if lines]


def _of(admin: Any, group: str) -> list[Any]:
    return [
        each for each in admin._views if (each.category or "") == group and each.is_in_menu and each.is_accessible()
    ]


def _line(each: Any, here: Any, counts: dict[str, int]) -> Line:
    badge = counts.get(each.endpoint, 0)
    return Line(each.name, each.home, each.icon, each is here, badge, each.endpoint in WAITING)


def _counts(account: Any) -> dict[str, int]:
    """Jobs that wait or run, reviews that are held, what is reported or asked: small numbers, found by an index."""
    from app.moderation.queries import open_cases
    from app.requests.queries import open_requests
    from app.reviews.models import HELD, Review

    asked: dict[str, tuple[str, Any, Any]] = {
        "admin_jobs": (Permission.JOBS_MANAGE, Job, Job.state.in_((JobState.QUEUED, JobState.RUNNING))),
        "admin_accounts": (Permission.ACCOUNTS_MANAGE, Account, Account.awaits == Awaits.APPROVAL),
        "admin_reviews": (Permission.REVIEWS_MODERATE, Review, Review.state == HELD),
    }
    seen = {name: (table, which) for name, (permission, table, which) in asked.items() if account.can(permission)}
    each = (db.select(db.func.count(table.id)).where(which).scalar_subquery() for table, which in seen.values())
    counts = dict(zip(seen, db.session.execute(db.select(*each)).one(), strict=True)) if seen else {}
    if account.can(Permission.MODERATION_DECIDE):
        counts["admin_moderation"] = open_cases()
    if account.can(Permission.REQUESTS_ANSWER):
        counts["admin_requests"] = open_requests()
    return counts
