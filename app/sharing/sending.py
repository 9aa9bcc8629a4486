"""Sending: one row per sender, receiver and title, however often or however fast it is sent."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.exc import IntegrityError

from app.catalogue.models import Title
from app.foundation import audit, clock
from app.foundation.db import db
from app.foundation.limits import Limit, spend
from app.notifications.ringing import ring, unring
from app.profiles.models import Profile
from app.sharing.models import Share

A_MINUTE, A_DAY = Limit(10, 60), Limit(100, 86_400)
HANDLES_AN_HOUR = Limit(30, 3600)
KIND = "share"


def allow(profile: Profile) -> None:
    """10 a minute and 100 a day; raises 429 beyond. Spends in a transaction of its own."""
    spend(f"share:minute:{profile.id}", A_MINUTE)
    spend(f"share:day:{profile.id}", A_DAY)


def allow_handle(profile: Profile) -> None:
    """30 handles an hour, known or not, so that nobody tries the dictionary."""
    spend(f"share:handle:{profile.id}", HANDLES_AN_HOUR)


def send(sender: Profile, receivers: Iterable[Profile], title: Title, note: str) -> list[Share]:
    """Recommend the title to each of them, in the current transaction; the bell rings once for each."""
    shares = [_send(sender, receiver, title, note) for receiver in receivers]
    for share in shares:
        announce(share)
    audit.record("title-shared", f"title {title.id}", receivers=[share.receiver_id for share in shares])
    return shares


def announce(share: Share) -> None:
    """Tell the receiver, in the current transaction; nothing is told of what is held or withdrawn."""
    if share.is_on_its_way:
        ring(share.receiver_id, KIND, _key(share), title_id=share.title_id, actor_id=share.sender_id, url="/shares")
    share.tell()


def withdraw(share: Share) -> None:
    """Take it back, and what the bell said of it, in the current transaction."""
    share.withdraw()
    hush(share)
    audit.record("share-withdrawn", f"share {share.id}")
    share.tell()


def hush(share: Share) -> None:
    """Take back what the bell said of it, in the current transaction."""
    unring(_key(share))


def _key(share: Share) -> str:
    return f"share:{share.id}"


def _send(sender: Profile, receiver: Profile, title: Title, note: str) -> Share:
    """Twins sent at once become one row: whoever comes second finds the first one's and changes it."""
    try:
        with db.session.begin_nested():
            return _write(sender, receiver, title, note)
    except IntegrityError:
        return _write(sender, receiver, title, note)


def _write(sender: Profile, receiver: Profile, title: Title, note: str) -> Share:
    ids = {"sender_id": sender.id, "receiver_id": receiver.id, "title_id": title.id}
    share = db.session.scalar(db.select(Share).filter_by(**ids))
    if share is None:
        share = Share(**ids, note=note, shared_at=clock.now(), state="published")
        db.session.add(share)
    else:
        share.send_again(note)
    db.session.flush()
    return share
