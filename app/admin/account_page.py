"""All that the house knows of an account, part by part: five rows of each, and each part alone by pages.

Reading it is written down twice: for the audit every time, and for the account itself once an hour.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.current import current_account
from app.accounts.models import Account, AccountSession
from app.catalogue.models import Episode, Season
from app.discussions.models import Post
from app.foundation import audit, clock
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.media.models import Video
from app.moderation.models import Case, Suspension
from app.profiles.models import Profile
from app.reviews.models import Review
from app.sharing.models import Share
from app.watching.models import Progress

FEW, PAGE, LAST_PAGE = 5, 20, 10_000
VIEWED = "account-viewed"
TOLD_EVERY = timedelta(hours=1)
SIGN_INS = (
    *("account-registered", "invitation-used", "signed-in", "sign-in-refused", "signed-out", "password-confirmed"),
    *("password-changed", "session-ended", "sessions-ended", "role-given", VIEWED),
)
WHOLE_VIDEO = joinedload(Progress.video).options(
    joinedload(Video.title), joinedload(Video.episode).joinedload(Episode.season).joinedload(Season.title)
)


@dataclass(frozen=True)
class Part:
    """One list of the page: how it is called, and its rows, newest first."""

    name: str
    heading: str
    nothing: str
    select: Callable[[Account], Select[Any]]


@dataclass(frozen=True)
class Shown:
    """A part with the rows that are shown of it."""

    part: Part
    rows: list[Any]
    has_more: bool
    page: int = 0


def _household(account: Account) -> Any:
    """The ids of the profiles that this account may watch as."""
    home = account.membership.household_id if account.membership else 0
    return db.select(Profile.id).where(Profile.household_id == home)


def _sign_ins(account: Account) -> Select[Any]:
    mine = AuditEvent.account_id == account.id, AuditEvent.kind.in_(SIGN_INS)
    return db.select(AuditEvent).where(*mine).order_by(AuditEvent.id.desc())


def _sessions(account: Account) -> Select[Any]:
    mine = AccountSession.account_id == account.id
    return db.select(AccountSession).where(mine).order_by(AccountSession.seen_at.desc(), AccountSession.id)


def _profiles(account: Account) -> Select[Any]:
    return db.select(Profile).where(Profile.id.in_(_household(account))).order_by(Profile.id)


def _plays(account: Account) -> Select[Any]:
    select = db.select(Progress, Profile).join(Profile, Profile.id == Progress.profile_id).options(WHOLE_VIDEO)
    mine = Progress.profile_id.in_(_household(account))
    return select.where(mine).order_by(Progress.updated_at.desc(), Progress.video_id, Progress.profile_id)


def _reviews(account: Account) -> Select[Any]:
    select = db.select(Review).options(joinedload(Review.title), joinedload(Review.profile))
    return select.where(Review.profile_id.in_(_household(account))).order_by(Review.id.desc())


def _posts(account: Account) -> Select[Any]:
    select = db.select(Post).options(joinedload(Post.title), joinedload(Post.profile))
    return select.where(Post.profile_id.in_(_household(account))).order_by(Post.id.desc())


def _shares(account: Account) -> Select[Any]:
    select = db.select(Share).options(joinedload(Share.title), joinedload(Share.sender), joinedload(Share.receiver))
    return select.where(Share.sender_id.in_(_household(account))).order_by(Share.id.desc())


def _reports(account: Account) -> Select[Any]:
    select = db.select(Case).options(joinedload(Case.title), joinedload(Case.author), selectinload(Case.reports))
    return select.where(Case.author_id.in_(_household(account))).order_by(Case.id.desc())


def _suspensions(account: Account) -> Select[Any]:
    select = db.select(Suspension).options(joinedload(Suspension.profile))
    home = account.membership.household_id if account.membership else 0
    return select.where(Suspension.household_id == home).order_by(Suspension.id.desc())


PARTS = (
    Part("sessions", "Where they are signed in", "Signed in nowhere.", _sessions),
    Part("sign-ins", "Sign-ins", "Nothing yet.", _sign_ins),
    Part("profiles", "Profiles of the household", "They watch as nobody: they are in no household.", _profiles),
    Part("plays", "What was watched", "Nothing was watched yet.", _plays),
    Part("reviews", "Reviews", "No reviews.", _reviews),
    Part("posts", "Posts", "No posts.", _posts),
    Part("shares", "Shared with others", "Nothing was shared.", _shares),
    Part("reports", "Reports about them", "Nobody has reported anything.", _reports),
    Part("suspensions", "Suspensions", "They were never suspended.", _suspensions),
)


def whole(account: Account) -> list[Shown]:
    """The newest rows of every part: one or two statements each."""
    return [_shown(part, account, FEW, 0) for part in PARTS]


def alone(name: str, account: Account, page: str) -> list[Shown]:
    """One part by pages; all of them when there is none of this name."""
    number = min(int(page), LAST_PAGE) if page.isascii() and page.isdecimal() and len(page) < 10 else 0
    return [_shown(part, account, PAGE, number) for part in PARTS if part.name == name] or whole(account)


def _shown(part: Part, account: Account, most: int, page: int) -> Shown:
    found = db.session.execute(part.select(account).limit(most + 1).offset(page * most)).all()
    rows = [row[0] if len(row) == 1 else tuple(row) for row in found]
    return Shown(part, rows[:most], len(rows) > most, page)


def write_down(account: Account, part: str) -> None:
    """That this account was looked at, in the current transaction. Whoever looks at their own is no stranger."""
    seen = audit.record(VIEWED, f"{account.name}, {account.email}")
    seen.changes = {"part": part} if part else {}
    if account.id == current_account.id or _was_told(account):
        return
    told = audit.record(VIEWED, account.email, account_id=account.id)
    told.address = ""  # where the admin sits is not theirs to know


def _was_told(account: Account) -> bool:
    lately = AuditEvent.at > clock.now() - TOLD_EVERY
    mine = AuditEvent.account_id == account.id, AuditEvent.kind == VIEWED, AuditEvent.subject == account.email
    return bool(db.session.scalar(db.select(db.exists().where(*mine, lately))))
