"""What becomes of uploads by itself, and what takes longer than a request."""

from __future__ import annotations

from app.accounts.models import Account
from app.foundation.db import db
from app.foundation.jobs import JobRefused, Lane, Run, every, job
from app.media.sources import RefusedSource
from app.uploads.finishing import remove_expired
from app.uploads.library import take


@every("uploads.sweep", hours=1)
def sweep(_run: Run) -> None:
    """Remove what nobody went on sending."""
    remove_expired()


@job("uploads.take", lane=Lane.SLOW)
def take_in(run: Run, path: str, fields: dict[str, str], account_id: int, reference: str) -> None:
    """Take in a film from the library folder."""
    account = db.session.get(Account, account_id)
    if account is None:
        raise JobRefused("Whoever asked for it has no account any more.")
    try:
        take(path, fields, account, reference, lambda share: run.progress(share, "Copying the file"))
    except RefusedSource as refusal:
        raise JobRefused(refusal.reason) from refusal
