"""What comes after the last picture: what one thought of it, and what to watch next."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalogue.cards import Card
from app.catalogue.models import Title
from app.catalogue.related import more_like
from app.foundation.parts import LoadedPart, parts_on
from app.media.models import Video
from app.profiles.models import Profile

PARTS = ("rate",)  # by the rooms above
MOST = 6


@dataclass(frozen=True)
class After:
    """A few cards like the title, and the parts that other rooms hang here."""

    video: Video
    title: Title
    cards: list[Card]
    parts: list[LoadedPart]

    @classmethod
    def of(cls, video: Video, profile: Profile) -> After:
        """For this profile."""
        title = video.work
        parts = parts_on("after", PARTS, profile=profile, title=title)
        return cls(video, title, more_like(title, profile)[:MOST], parts)
