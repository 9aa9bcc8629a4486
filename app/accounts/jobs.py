"""What doors leave behind: links, codes and devices whose time is over are forgotten."""

from __future__ import annotations

from datetime import timedelta

from app.accounts.models import KnownDevice, OneTimeLink, ScreenCode
from app.foundation import clock
from app.foundation.db import db, writing
from app.foundation.jobs import Run, every

LINKS_FOR = timedelta(days=30)  # that an invitation was used is told for a while
DEVICES_FOR = timedelta(days=2 * 366)  # as long as the browser keeps its cookie


@every("accounts.sweep", hours=24)
def sweep(_run: Run) -> None:
    """Forget what opens nothing any more."""
    now = clock.now()
    over = (
        db.delete(OneTimeLink).where(OneTimeLink.expires_at < now - LINKS_FOR),
        db.delete(ScreenCode).where(ScreenCode.expires_at < now),
        db.delete(KnownDevice).where(KnownDevice.seen_at < now - DEVICES_FOR),
    )
    for statement in over:
        with writing():
            db.session.execute(statement)
