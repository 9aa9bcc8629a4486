"""The dashboard's figures, each in one or two statements."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import joinedload

from app.accounts.models import Account, HouseholdMember
from app.admin.states import video_of_title
from app.admin.viewing import Day
from app.catalogue.artwork import picture_path
from app.catalogue.models import Artwork, Episode, Season, Title
from app.foundation import clock
from app.foundation.db import db
from app.foundation.jobs import Job, JobState, Lane
from app.media.models import Video
from app.moderation.models import OPEN, Case, Report
from app.requests.models import Request
from app.watching.models import Playback, Progress

STILL_THERE = timedelta(seconds=60)
LONGEST_SITTING = timedelta(days=2)
COUNTED_FOR = timedelta(minutes=5)
_images: dict[Path, tuple[datetime, int]] = {}


def watching_now() -> list[tuple[Playback, float]]:
    """Playbacks that were beaten in the last minute, with their positions in seconds."""
    whole = joinedload(Playback.video).options(
        joinedload(Video.title), joinedload(Video.episode).joinedload(Episode.season).joinedload(Season.title)
    )
    here = (Progress.profile_id == Playback.profile_id) & (Progress.video_id == Playback.video_id)
    select = (
        db.select(Playback, db.func.coalesce(Progress.position_s, 0.0))
        .outerjoin(Progress, here)
        .where(Playback.created_at > clock.now() - LONGEST_SITTING)  # by its index
        .where(Playback.ended_at.is_(None), Playback.beat_at > clock.now() - STILL_THERE)
        .where(Playback.is_private.is_(False))
        .where(Playback.session_id.is_not(None))  # whoever has signed out is gone at once
        .options(whole, joinedload(Playback.profile))
        .order_by(Playback.id.desc())
        .limit(50)
    )
    return [(playback, position) for playback, position in db.session.execute(select)]


def plays(days: list[Day]) -> dict[str, int]:
    """Plays of the last seven days, and how many more than in the seven before, of fourteen."""
    this, last = sum(day.plays for day in days[-7:]), sum(day.plays for day in days[-14:-7])
    return {"week": this, "more": this - last}


def media_bytes() -> tuple[int, int]:
    """What uploaded files and their encodes take."""
    total = db.func.sum(Video.facts["bytes"].as_float())
    sources, encodes = db.session.execute(db.select(db.func.sum(Video.source_bytes), total)).one()
    return int(sources or 0), int(encodes or 0)


def image_bytes() -> int:
    """What posters, backdrops, stills and portraits take; counted anew every five minutes."""
    folder = picture_path("any", 0).parent.parent
    counted_at, found = _images.get(folder, (clock.now() - COUNTED_FOR, 0))
    if clock.now() - counted_at >= COUNTED_FOR:
        with suppress(FileNotFoundError):  # one is being replaced: the last count stands
            found = sum(file.stat().st_size for file in folder.glob("*/*.webp"))
        _images[folder] = (clock.now(), found)
    return found


def _has_video() -> Any:
    return db.exists().where(video_of_title()).correlate(Title)


def _has_poster() -> Any:
    return db.exists().where(Artwork.title_id == Title.id, Artwork.kind == "poster").correlate(Title)


def wants_an_editor() -> dict[str, int]:
    """Titles without a video, with a drawn poster, without an age mark; and those that want a video or a mark."""
    lacks = (~_has_video(), ~_has_poster(), Title.maturity_years.is_(None))
    wanted = (*lacks, ~_has_video() | Title.maturity_years.is_(None))
    counts = [db.select(db.func.count(Title.id)).where(lack).scalar_subquery() for lack in wanted]
    video, poster, mark, total = db.session.execute(db.select(*counts)).one()
    return {"video": video, "poster": poster, "mark": mark, "total": total}


def unfinished_titles(most: int = 5) -> list[tuple[Title, str]]:
    """The newest titles that people cannot watch yet, or whose limit nobody knows, with what is missing."""
    has_video = _has_video().label("has_video")
    lacks = ~_has_video() | Title.maturity_years.is_(None)
    rows = db.session.execute(db.select(Title, has_video).where(lacks).order_by(Title.id.desc()).limit(most))
    return [(title, "No video" if not found else "No age mark") for title, found in rows]


def lanes() -> dict[str, int]:
    """How many jobs wait or run in each lane."""
    is_open = Job.state.in_((JobState.QUEUED, JobState.RUNNING))
    rows = db.session.execute(db.select(Job.lane, db.func.count()).where(is_open).group_by(Job.lane))
    return {lane.value: 0 for lane in Lane} | dict(rows.tuples().all())


def oldest_reports(most: int = 3) -> list[tuple[Case, int, str]]:
    """Open cases, the oldest first, with how many reported each and what the first said."""
    of_it = Report.case_id == Case.id
    count = db.select(db.func.count(Report.id)).where(of_it).correlate(Case).scalar_subquery()
    first = db.select(Report.reason).where(of_it).order_by(Report.id).limit(1).correlate(Case).scalar_subquery()
    select = db.select(Case, count, first).where(Case.state == OPEN).options(joinedload(Case.title))
    return list(db.session.execute(select.order_by(Case.id).limit(most)).tuples())


def oldest_requests(most: int = 3) -> list[Request]:
    """What somebody asked and nobody has settled, the oldest first."""
    select = db.select(Request).where(Request.state == OPEN).options(joinedload(Request.title))
    return list(db.session.scalars(select.order_by(Request.id).limit(most)))


def newest_members(most: int = 5) -> list[Account]:
    """Who came last, with their households."""
    whole = joinedload(Account.membership).joinedload(HouseholdMember.household)
    return list(db.session.scalars(db.select(Account).options(whole).order_by(Account.id.desc()).limit(most)))
