"""The dashboard's figures, each in one or two statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import joinedload

from app.admin.states import video_of_title
from app.catalogue.models import Artwork, Episode, Season, Title
from app.foundation import clock
from app.foundation.db import db
from app.media.models import Video
from app.watching.models import Playback, Progress

STILL_THERE = timedelta(seconds=60)
DAYS = 14
CHART_WIDTH, CHART_HEIGHT = 700, 190


@dataclass(frozen=True)
class Bar:
    """One day of the chart, in its own units (700 x 190)."""

    x: float
    label: str
    films: int
    episodes: int
    films_y: float
    films_height: float
    episodes_y: float
    episodes_height: float
    is_peak: bool

    @property
    def total(self) -> int:
        """Plays of that day."""
        return self.films + self.episodes


def watching_now() -> list[tuple[Playback, float]]:
    """Playbacks that were beaten in the last minute, with their positions in seconds."""
    whole = joinedload(Playback.video).options(
        joinedload(Video.title), joinedload(Video.episode).joinedload(Episode.season).joinedload(Season.title)
    )
    here = (Progress.profile_id == Playback.profile_id) & (Progress.video_id == Playback.video_id)
    select = (
        db.select(Playback, db.func.coalesce(Progress.position_s, 0.0))
        .outerjoin(Progress, here)
        .where(Playback.ended_at.is_(None), Playback.beat_at > clock.now() - STILL_THERE)
        .options(whole, joinedload(Playback.profile))
        .order_by(Playback.id.desc())
        .limit(50)
    )
    return [(playback, position) for playback, position in db.session.execute(select)]


def plays() -> dict[str, int]:
    """Plays of the last seven days, and how many more than in the seven before."""
    week = clock.now() - timedelta(days=7)
    before = week - timedelta(days=7)
    counted = db.func.count(Playback.id)
    this = db.select(counted).where(Playback.created_at >= week).scalar_subquery()
    last = db.select(counted).where(Playback.created_at >= before, Playback.created_at < week).scalar_subquery()
    now, then = db.session.execute(db.select(this, last)).one()
    return {"week": now, "more": now - then}


def plays_by_day() -> dict[date, tuple[int, int]]:
    """Films and episodes played on each of the last fourteen days (UTC)."""
    today = clock.now().date()
    day, is_film = db.func.date(Playback.created_at), Video.title_id.is_not(None)
    select = db.select(day, is_film, db.func.count()).join(Video, Video.id == Playback.video_id)
    since = clock.now() - timedelta(days=DAYS - 1)
    rows = db.session.execute(select.where(Playback.created_at >= since).group_by(day, is_film)).all()
    found = {today - timedelta(days=back): [0, 0] for back in range(DAYS - 1, -1, -1)}
    for when, film, count in rows:
        at = when if isinstance(when, date) else date.fromisoformat(when)
        if at in found:
            found[at][0 if film else 1] += count
    return {at: (films, episodes) for at, (films, episodes) in found.items()}


def chart(days: dict[date, tuple[int, int]]) -> dict[str, Any]:
    """Bars and grid lines; the top line is a round number above the highest bar."""
    highest = max((films + episodes for films, episodes in days.values()), default=0)
    top = next(n for n in (4, 8, 20, 40, 80, 200, 400, 800, 2000, 4000, 10**4, 10**5, 10**9) if n >= highest)
    bars = [_bar(place, at, counts, top, highest) for place, (at, counts) in enumerate(days.items())]
    lines = [(top * part // 4, CHART_HEIGHT * (1 - part / 4)) for part in range(5)]
    return {"bars": bars, "lines": lines, "total": sum(bar.total for bar in bars)}


def _bar(place: int, at: date, counts: tuple[int, int], top: int, highest: int) -> Bar:
    films, episodes = (count / top * CHART_HEIGHT for count in counts)
    films_y = CHART_HEIGHT - films
    label = f"{at.day} {at:%b}" if place == 0 or at.day == 1 else str(at.day)
    is_peak = sum(counts) == highest > 0
    return Bar(34 + place * 48, label, *counts, films_y, films, films_y - episodes, episodes, is_peak)


def media_bytes() -> tuple[int, int]:
    """What uploaded files and their encodes take."""
    total = db.func.sum(Video.facts["bytes"].as_float())
    sources, encodes = db.session.execute(db.select(db.func.sum(Video.source_bytes), total)).one()
    return int(sources or 0), int(encodes or 0)


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
