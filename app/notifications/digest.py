"""The daily mail: what a profile was told, has not read, and was not mailed before. One mail a day, or none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.foundation import clock, mail
from app.foundation.db import db, reading, writing
from app.foundation.settings import current_site
from app.foundation.signing import sign, unsign
from app.foundation.text import plural
from app.notifications.kinds import KINDS, Kind, sentence_of
from app.notifications.models import Digest, Notification
from app.notifications.queries import MOST_MAILED, for_digest
from app.profiles.models import Profile

HOUR = 7
PURPOSE = "digest-unsubscribe"
LINK_LASTS_S = 366 * 86_400
KIND = "digest"


@dataclass(frozen=True)
class Line:
    """One thing in the mail."""

    sentence: str
    url: str
    at: datetime


@dataclass(frozen=True)
class Issue:
    """A digest as it stands before it is claimed: what it says and which notifications it says it of."""

    profile_id: int
    looked_at: datetime | None
    ids: tuple[int, ...] = ()
    recipient: str = ""
    subject: str = ""
    text: str = ""
    html: str = ""
    unsubscribe_url: str = ""


def due_ids() -> list[int]:
    """The profiles whose mail is to be gathered: from seven in the morning, each by its own clock, once a day."""
    moment = clock.now()
    with reading():
        rows = db.session.execute(
            db.select(Digest.profile_id, Digest.looked_at, Profile.zone).join(Profile, Profile.id == Digest.profile_id)
        ).all()
        site = current_site().zone
    return [profile_id for profile_id, looked_at, zone in rows if _is_due(moment, looked_at, zone or site)]


def issue(profile_id: int) -> bool:
    """Gather one, and put it in the outbox unless somebody else just did; whether there was anything to send.

    It is read and written down first, and claimed in a short transaction of its own.
    """
    with reading():
        draft = _draft(profile_id)
    if draft is None:
        return False
    with writing():
        if not _claim(draft) or not draft.ids:
            return False
        moment = clock.now()
        mine = Notification.id.in_(draft.ids), Notification.mailed_at.is_(None)
        db.session.execute(db.update(Notification).where(*mine).values(mailed_at=moment))
        db.session.execute(db.update(Digest).where(Digest.profile_id == profile_id).values(sent_at=moment))
        mail.send(KIND, draft.recipient, draft.subject, draft.text, draft.html, unsubscribe_url=draft.unsubscribe_url)
    return True


def unsubscribe_token(profile_id: int, account_id: int) -> str:
    """What ends this digest without signing in; good for a year, and for nothing else."""
    return sign(PURPOSE, [profile_id, account_id])


def whom_token_names(token: str) -> tuple[int, int] | None:
    """Profile and account of a token; None when it is forged, too old, or made for something else."""
    value = unsign(PURPOSE, token, LINK_LASTS_S)
    match value:
        case [int(profile_id), int(account_id)]:
            return profile_id, account_id
    return None


def _is_due(moment: datetime, looked_at: datetime | None, zone: str) -> bool:
    """Whether it is past today's seven there, and nobody has looked since."""
    here = moment.astimezone(clock.zone(zone))
    morning = here.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return here >= morning and (looked_at is None or looked_at < morning)


def _draft(profile_id: int) -> Issue | None:
    """What the mail would say now; without ids when there is nothing, None when nobody may get it."""
    whole = joinedload(Digest.profile), joinedload(Digest.account).joinedload(Account.membership)
    digest = db.session.get(Digest, profile_id, options=whole)
    if digest is None or not _may_get(digest.account, digest.profile):
        return None
    told = list(db.session.scalars(for_digest(digest.profile).order_by(Notification.id.desc())))
    if not told:
        return Issue(profile_id, digest.looked_at)
    leave = mail.absolute(f"/notifications/unsubscribe?token={unsubscribe_token(profile_id, digest.account_id)}")
    words: dict[str, Any] = {
        "profile": digest.profile,
        "groups": _groups(told[:MOST_MAILED]),
        "more": max(0, len(told) - MOST_MAILED),
        "all_url": mail.absolute("/notifications"),
        "settings_url": mail.absolute("/notifications/settings"),
        "unsubscribe_url": leave,
    }
    return Issue(
        profile_id,
        digest.looked_at,
        tuple(each.id for each in told),
        digest.account.email,
        f"{current_site().name}: {plural(len(told), 'thing')} for {digest.profile.name}",
        render_template("notifications/mail/digest.txt", **words),
        render_template("notifications/mail/digest.html", **words),
        leave,
    )


def _may_get(account: Account, profile: Profile) -> bool:
    """An account of the household that may sign in and has an address; a child's bell goes to nobody's mail."""
    is_home = account.membership is not None and account.membership.household_id == profile.household_id
    return account.is_enabled and is_home and bool(account.email) and not profile.is_child


def _groups(told: list[Notification]) -> list[tuple[Kind, list[Line]]]:
    lines: dict[str, list[Line]] = defaultdict(list)
    for each in told:
        url = mail.absolute(f"/notifications/{each.id}")
        lines[each.kind].append(Line(sentence_of(each), url, each.created_at))
    return [(KINDS[name], lines[name]) for name in sorted(lines, key=lambda name: KINDS[name].label)]


def _claim(draft: Issue) -> bool:
    """Of two that gather the same day's mail, one finds the row as it read it."""
    unchanged = Digest.looked_at == draft.looked_at if draft.looked_at else Digest.looked_at.is_(None)
    claim = db.update(Digest).where(Digest.profile_id == draft.profile_id, unchanged).values(looked_at=clock.now())
    return db.session.scalar(claim.returning(Digest.profile_id)) is not None
