"""The play buttons on a title's page: resume, start over, trailer, or that there is nothing to play yet."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalogue.models import Title
from app.foundation.parts import LoadedPart
from app.profiles.models import Profile
from app.watching.asking import is_allowed, is_asked_for, request_of
from app.watching.models import WatchRequest
from app.watching.queries import mains_with_progress, trailer_of
from app.watching.shelves import is_begun, note_of, to_play

TEMPLATE = "watching/_play.html"


@dataclass(frozen=True)
class PlayButtons:
    """What the buttons say and where they lead; empty addresses are left out."""

    title: Title
    label: str
    url: str
    over_url: str
    trailer_url: str
    duration_s: float | None
    take_url: str = ""
    is_watched: bool = False
    asks: bool = False  # a grown-up is asked before it plays
    asked: WatchRequest | None = None

    @classmethod
    def of(cls, profile: Profile, title: Title) -> PlayButtons:
        """For this profile."""
        trailer = trailer_of(title, profile)
        trailer_url = f"/watch/{trailer}" if trailer else ""
        mains = mains_with_progress([title.id], profile).get(title.id)
        if not mains:
            return cls(title, "", "", "", trailer_url, title.runtime_s)
        main = to_play(mains)
        begun = is_begun(main)
        label = f"Resume {note_of(main)}" if begun and main.code else f"Resume, {note_of(main)}" if begun else "Play"
        if not begun and main.code:
            label = f"Play {main.code}"
        length = None if title.is_series else main.duration_s
        is_watched = all(one.is_finished for one in mains)
        take_url = f"{main.url}/download" if main.can_be_taken and not profile.is_counted else ""
        asked = request_of(profile, title) if is_asked_for(profile, title) else None
        asks = is_asked_for(profile, title) and not is_allowed(asked)
        over_url = f"{main.url}?from=start" if begun else ""
        places = main.url, over_url, trailer_url
        return cls(title, label, *places, length, take_url, is_watched=is_watched, asks=asks, asked=asked)

    @property
    def part(self) -> LoadedPart:
        """The buttons as the part `play`."""
        return LoadedPart("play", TEMPLATE, self)
