"""Whose uploads there are, and how much room an account has left."""

from __future__ import annotations

from flask import abort, current_app

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.db import db
from app.media.models import Video
from app.media.sources import RefusedSource
from app.uploads.models import Upload

GB = 1_000_000_000


def own_upload(reference: str, account: Account) -> Upload:
    """The upload of this account by its reference; 404 for anybody else's."""
    select = db.select(Upload).where(Upload.reference == reference, Upload.account_id == account.id)
    return db.session.scalar(select) or abort(404)


def open_uploads(account: Account) -> list[Upload]:
    """What this account has begun to send, the newest first."""
    select = db.select(Upload).where(Upload.account_id == account.id, Upload.video_id.is_(None))
    return list(db.session.scalars(select.where(Upload.expires_at > clock.now()).order_by(Upload.id.desc())))


def check_quota(account: Account, length: int) -> None:
    """Raises RefusedSource (413) where this file would be more than the account may keep here."""
    quota = current_app.config["UPLOAD_QUOTA_GB"] * GB
    if quota and (used := used_bytes(account)) + length > quota:
        raise RefusedSource(
            f"You may keep {quota / GB:,.0f} GB here and have {used / GB:,.1f}; this is {length / GB:,.1f} more.", 413
        )


def used_bytes(account: Account) -> int:
    """What the account's files take, those that are still on their way with their whole length."""
    kept = db.select(db.func.sum(Video.source_bytes)).where(Video.added_by_id == account.id)
    coming = db.select(db.func.sum(Upload.length)).where(Upload.account_id == account.id, Upload.video_id.is_(None))
    return int(db.session.scalar(kept) or 0) + int(db.session.scalar(coming) or 0)
