"""Jobs of the privacy: making downloads, forgetting old ones, and letting people go."""

from __future__ import annotations

from collections.abc import Iterable

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.db import db, reading, writing
from app.foundation.jobs import Run, every, job
from app.privacy.archive import write_archive
from app.privacy.leaving import LastAdmin, leave
from app.privacy.models import KEPT_FOR, Export


@job("privacy.export")
def make_export(run: Run, export_id: int) -> None:
    """Make one download. Made anew from the beginning when it was stopped."""
    with reading():
        export = db.session.get(Export, export_id)
        facts = (export.account_id, export.path) if export is not None and export.is_being_made else None
    if facts is None:
        return

    def _tell(fraction: float) -> None:
        run.progress(fraction, "Gathering")
        with writing():
            db.session.execute(db.update(Export).where(Export.id == export_id).values(fraction=fraction))

    try:
        size = write_archive(*facts, _tell)
    except LookupError:
        return
    except OSError as error:
        _note(export_id, failure=f"It could not be written: {error.strerror or error}."[:200])
        raise
    _note(export_id, ready_at=clock.now(), size_bytes=size, fraction=1.0, failure="")


@every("privacy.sweep", hours=1)
def sweep(_run: Run) -> None:
    """Forget downloads after their week, and let go whoever asked for it a week ago."""
    with writing():
        old = list(db.session.scalars(db.select(Export).where(Export.created_at < clock.now() - KEPT_FOR)))
        for export in old:
            db.session.delete(export)
    _remove(old)
    with reading():
        due = db.select(Account.id).where(Account.leaves_at <= clock.now()).order_by(Account.id)
        ids = list(db.session.scalars(due))
    for account_id in ids:
        _let_go(account_id)


def _let_go(account_id: int) -> None:
    with writing():
        account = db.session.get(Account, account_id, with_for_update=True)
        if account is None or account.leaves_at is None or account.leaves_at > clock.now():
            return  # gone, or they have thought better of it
        try:
            exports = leave(account)
        except LastAdmin:
            account.leaves_at = None
            exports = []
    _remove(exports)


def _remove(exports: Iterable[Export]) -> None:
    for export in exports:
        export.path.unlink(missing_ok=True)


def _note(export_id: int, **facts: object) -> None:
    with writing():
        db.session.execute(db.update(Export).where(Export.id == export_id).values(**facts))
