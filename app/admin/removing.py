"""What goes with a title, season, episode or video: rows by the database, files by us, once the rows are gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.catalogue.artwork import drop_picture
from app.catalogue.models import Artwork, Episode, Season, Title
from app.foundation.db import db
from app.foundation.jobs.models import find_open
from app.media.models import Video
from app.media.moving import find_move, queue_free
from app.media.place import media_folder


@dataclass
class Leftovers:
    """References of films and pictures whose rows are about to go."""

    videos: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)

    def remove(self) -> None:
        """Remove their files; call it after the commit."""
        for reference in self.videos:
            media_folder().remove(reference)
        queue_free(self.videos)
        db.session.commit()
        for reference in self.pictures:
            drop_picture(reference)


def leftovers_of(row: Any) -> Leftovers:
    """What hangs on this row, with encodes of it stopped."""
    videos, pictures = _conditions(row)
    found = Leftovers(
        list(db.session.scalars(db.select(Video.reference).where(videos))) if videos is not None else [],
        list(db.session.scalars(db.select(Artwork.reference).where(pictures))) if pictures is not None else [],
    )
    stop_encodes(found.videos)
    return found


def stop_encodes(references: Iterable[str]) -> None:
    """Cancel the encodes and moves of these videos that wait or run."""
    for reference in references:
        for job in filter(None, [find_open(f"encode:{reference}"), find_move(reference)]):
            job.cancel()


def _conditions(row: Any) -> tuple[Any, Any]:
    """Which videos and which pictures belong to it."""
    if isinstance(row, Video):
        return Video.id == row.id, None
    if isinstance(row, Title):
        seasons = db.select(Season.id).where(Season.title_id == row.id)
        episodes = db.select(Episode.id).where(Episode.season_id.in_(seasons))
        return (Video.title_id == row.id) | Video.episode_id.in_(episodes), (Artwork.title_id == row.id) | (
            Artwork.episode_id.in_(episodes)
        )
    if isinstance(row, Season):
        episodes = db.select(Episode.id).where(Episode.season_id == row.id)
        return Video.episode_id.in_(episodes), Artwork.episode_id.in_(episodes)
    if isinstance(row, Episode):
        return Video.episode_id == row.id, Artwork.episode_id == row.id
    return None, Artwork.person_id == row.id
