"""The intro and the credits of episodes, found by the sound that they share with their neighbours in the season."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.catalogue.models import Episode
from app.foundation.db import db
from app.foundation.jobs import Job, enqueue
from app.media.binaries import find_tools
from app.media.encode import join_segments
from app.media.failures import EncodeFailed
from app.media.fingerprints import AHEAD_S, Alike, listen, longest_alike, read_print
from app.media.manifest import Package
from app.media.models import SoundPrint, Video, VideoRole
from app.media.playlists import read_media_playlist

LEAST_S = {"intro": 12.0, "credits": 8.0}
LONGEST_S = {"intro": 150.0, "credits": 420.0}
HEAD_SHARE, HEAD_S = 0.4, 600.0
TAIL_SHARE, TAIL_S = 0.4, 420.0
NEIGHBOURS = 2
TO_THE_END_S = 8.0
log = logging.getLogger("matinee.media")


@dataclass(frozen=True)
class Heard:
    """The prints of an episode's beginning and of its end, which begins at `tail_at_s`, and its length."""

    head: bytes
    tail: bytes
    tail_at_s: float
    duration_s: float


def hear(package: Package, folder: Path, scratch: Path) -> Heard | None:
    """How a package sounds at its two ends; nothing where this ffmpeg cannot tell."""
    track = next((sound for sound in package.of_kind("audio") if sound.default), None)
    if track is None or not track.bitrate:
        return None
    scratch.mkdir(parents=True, exist_ok=True)
    sound = join_segments(read_media_playlist(folder / Path(track.path).parent), scratch / "heard.mp4")
    tools, length_s = find_tools(), package.duration_s
    tail_at_s = length_s - min(TAIL_S, length_s * TAIL_SHARE)
    try:
        head = listen(tools, sound, 0.0, min(HEAD_S, length_s * HEAD_SHARE), scratch)
        tail = listen(tools, sound, tail_at_s, length_s - tail_at_s, scratch)
    except EncodeFailed as failure:
        log.warning("no intro can be found by its sound: %s", failure.reason)
        return None
    return Heard(head, tail, tail_at_s, length_s)


def keep_heard(video: Video, heard: Heard) -> Job:
    """Keep how an episode sounds and have its season compared, in the current transaction."""
    row = db.session.scalars(db.select(SoundPrint).filter_by(video_id=video.id)).one_or_none()
    row = row or SoundPrint(video_id=video.id)
    row.head, row.tail, row.tail_at_s = heard.head, heard.tail, heard.tail_at_s
    db.session.add(row)
    return enqueue("media.marks", dedupe_key=f"marks:{video.reference}", priority=20, video_id=video.id)


def mark_season(video_id: int) -> None:
    """Find the marks of an episode, and of those neighbours that lacked an episode to compare with until now."""
    season = _season_of(video_id)
    heard = [heard for _, heard in season]
    db.session.commit()
    here = next((number for number, (video, _) in enumerate(season) if video.id == video_id), None)
    if here is None:
        return
    near = [number for number in range(max(0, here - NEIGHBOURS), min(len(season), here + NEIGHBOURS + 1))]
    wanted = [number for number in near if number == here or len(season[number][0].marks_found or {}) < len(LEAST_S)]
    found = {season[number][0].id: find_marks(heard, number) for number in wanted}
    for each, marks in found.items():
        video = db.session.get(Video, each)
        if video is not None:
            video.marks_found = marks or None
    db.session.commit()


def _season_of(video_id: int) -> list[tuple[Video, Heard]]:
    season = db.select(Episode.season_id).join(Video, Video.episode_id == Episode.id).where(Video.id == video_id)
    select = (
        db.select(Video, SoundPrint)
        .join(SoundPrint, SoundPrint.video_id == Video.id)
        .join(Episode, Episode.id == Video.episode_id)
        .where(Episode.season_id == season.scalar_subquery(), Video.role == VideoRole.MAIN)
        .order_by(Episode.number, Video.id)
    )
    rows = db.session.execute(select).all()
    return [(video, Heard(one.head, one.tail, one.tail_at_s, video.duration_s or 0.0)) for video, one in rows]


def find_marks(season: Sequence[Heard], number: int) -> dict[str, list[float]]:
    """`[begin_s, end_s]` of the intro and of the credits of one episode, as far as its neighbours have them too."""
    here = season[number]
    near = [*season[max(0, number - NEIGHBOURS) : number], *season[number + 1 : number + 1 + NEIGHBOURS]]
    intro = _longest([_alike(here.head, one.head, "intro") for one in near])
    ends = _longest([_alike(here.tail, one.tail, "credits") for one in near])
    marks = {"intro": _span(intro, 0.0, here), "credits": _span(ends, here.tail_at_s, here)}
    return {kind: span for kind, span in marks.items() if span}


def _alike(one: bytes, other: bytes, kind: str) -> Alike | None:
    """What lasts longer than any intro is the same film twice, or a recap of it all."""
    found = longest_alike(read_print(one), read_print(other), LEAST_S[kind])
    return found if found and found.length_s <= LONGEST_S[kind] else None


def _longest(found: Sequence[Alike | None]) -> Alike | None:
    return max((one for one in found if one), key=lambda one: one.length_s, default=None)


def _span(found: Alike | None, offset_s: float, heard: Heard) -> list[float] | None:
    if found is None:
        return None
    begin, end = found.one_s + offset_s, found.one_s + offset_s + found.length_s
    begin = offset_s if found.one_s <= AHEAD_S else begin  # alike from the first number on
    return [round(begin, 1), round(heard.duration_s if end > heard.duration_s - TO_THE_END_S else end, 1)]
