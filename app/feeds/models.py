"""The key with which a profile's feed reader comes in, having no cookie."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.db import Entity
from app.profiles.models import Profile


class FeedKey(Entity):
    """A profile's feeds. The token in their addresses is a mac over `serial`: a new serial ends the old addresses."""

    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), primary_key=True)
    serial: Mapped[int] = mapped_column(default=1)
    renewed_at: Mapped[datetime] = mapped_column(default=clock.now)
    profile: Mapped[Profile] = relationship()
