"""Who did what, when and from where: rows that are only ever added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import g, has_request_context, request
from flask_login import current_user
from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock
from app.foundation.db import Entity, Row, db


class AuditEvent(Row, Entity):
    """One thing that happened. The actor is copied, not joined: the row outlives the account."""

    kind: Mapped[str] = mapped_column(String(60), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    account_id: Mapped[int | None] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(45), default="")
    request_id: Mapped[str] = mapped_column(String(32), default="")
    subject: Mapped[str] = mapped_column(String(160), default="")
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def record(kind: str, subject: str = "", *, account_id: int | None = None, **changes: Any) -> AuditEvent:
    """Add an event of `kind` (`noun-verbed`) to the current transaction."""
    event = AuditEvent(kind=kind, subject=subject[:160], changes=changes, account_id=account_id)
    if has_request_context():
        event.address = request.remote_addr or ""
        event.request_id = g.get("request_id", "")
        if getattr(current_user, "is_authenticated", False):
            event.account_id = event.account_id or current_user.id
            event.actor = current_user.name
    db.session.add(event)
    return event
