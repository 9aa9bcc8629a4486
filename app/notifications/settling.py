"""What a profile does with its bell: marking, switching kinds on and off, asking for the digest and ending it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.db import Entity, db
from app.foundation.events import publish, to_profile
from app.notifications.kinds import kinds_for
from app.notifications.models import Digest, Notification, NotificationSwitch
from app.notifications.queries import on_bell
from app.profiles.models import Profile


def tell(profile: Profile) -> None:
    """Every device of this profile looks at its bell again."""
    publish("bell-changed", to_profile(profile.id))


def read_all(profile: Profile) -> datetime:
    """Mark all as read, in the current transaction; the moment names what was marked, to undo it."""
    moment = clock.now()
    _mark(profile, moment, Notification.read_at.is_(None))
    return moment


def unread_all(profile: Profile, moment: datetime | None = None) -> None:
    """Mark all as unread, or those alone that were marked at this moment."""
    _mark(profile, None, Notification.read_at.is_not(None) if moment is None else Notification.read_at == moment)


def switch(profile: Profile, on_bell: set[str], in_digest: set[str]) -> None:
    """Choose for every kind at once, in the current transaction."""
    rows = [
        {"profile_id": profile.id, "kind": k.name, "on_bell": k.name in on_bell, "in_digest": k.name in in_digest}
        for k in kinds_for(profile)
    ]
    if rows:
        _put(NotificationSwitch, rows, ("on_bell", "in_digest"))
    tell(profile)


def begin_digest(profile: Profile, account: Account) -> None:
    """Mail this profile's digest to this account from the next morning on, in the current transaction.

    Asked for again on the day on which it was ended, it brings no second mail that day.
    """
    moment = clock.now()
    row = {"profile_id": profile.id, "account_id": account.id, "begun_at": moment, "looked_at": moment}
    _put(Digest, [row], ("account_id",))


def end_digest(profile_id: int, account_id: int | None = None) -> bool:
    """Mail it no more (to this account, if one is named); whether there was one."""
    mine = [Digest.profile_id == profile_id] + ([Digest.account_id == account_id] if account_id else [])
    return db.session.scalar(db.delete(Digest).where(*mine).returning(Digest.profile_id)) is not None


def _mark(profile: Profile, read_at: datetime | None, *which: object) -> None:
    ids = on_bell(profile).with_only_columns(Notification.id).where(*which)  # type: ignore[arg-type]
    update = db.update(Notification).where(Notification.id.in_(ids)).values(read_at=read_at)
    db.session.execute(update.execution_options(synchronize_session=False))
    tell(profile)


def _put(table: type[Entity], rows: list[dict[str, object]], changing: tuple[str, ...]) -> None:
    """Insert, or change the row that stands: twins of a form come to the same."""
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(table).values(rows)
    keys = [column.name for column in table.__table__.primary_key]
    changed = {name: insert.excluded[name] for name in changing}
    db.session.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed))
