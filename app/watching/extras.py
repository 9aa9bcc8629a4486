"""What there is beside the film: further trailers, and extras."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalogue.models import Title
from app.foundation.db import db
from app.media.models import Video, VideoRole
from app.media.queries import playable_videos_for
from app.profiles.models import Profile
from app.watching.page import ROLES

TEMPLATE = "watching/_extras.html"
MOST = 60


@dataclass(frozen=True)
class Extra:
    """A trailer or an extra: where it plays, what it is called, how long it is."""

    url: str
    name: str
    kind: str
    duration_s: float | None


def extras_of(profile: Profile, title: Title) -> list[Extra] | None:
    """Extras, then trailers, the newest first; None where there is nothing but the one trailer of the play buttons."""
    select = playable_videos_for(profile).where(Video.title_id == title.id, Video.role != VideoRole.MAIN)
    found = list(db.session.scalars(select.order_by(Video.role, Video.id.desc()).limit(MOST)))
    if all(video.role == VideoRole.TRAILER for video in found) and len(found) < 2:
        return None
    kinds = {video.id: ROLES[VideoRole(video.role)] for video in found}
    return [Extra(f"/watch/{v.reference}", v.name or kinds[v.id], kinds[v.id], v.duration_s) for v in found]
