"""What was watched, in figures: by day, by hour, by title. Each is one statement, however many plays there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.catalogue.models import Episode, Season, Title
from app.foundation import clock
from app.foundation.db import db
from app.foundation.settings import current_site
from app.media.models import Video
from app.watching.models import Playback, Progress

DAYS, MOST_TITLES = 14, 8
PERIODS = (7, 30, 90)
MOST_STREAMS = 20_000  # of a day: as many as the peak is looked for in
WHOSE = db.func.coalesce(Video.title_id, Season.title_id)


@dataclass
class Day:
    """What was played on a day of the house's zone."""

    at: date
    films: int = 0
    episodes: int = 0
    watched_s: float = 0.0

    @property
    def plays(self) -> int:
        """Films and episodes."""
        return self.films + self.episodes

    @property
    def hours(self) -> float:
        """Hours that were really watched."""
        return self.watched_s / 3600


@dataclass(frozen=True)
class Finishing:
    """How many who began went on to the end."""

    begun: int
    finished: int

    @property
    def words(self) -> str:
        """`68 %`."""
        return f"{round(100 * self.finished / self.begun)} %" if self.begun else "–"


@dataclass(frozen=True)
class TopTitle:
    """A title with what was watched of it."""

    id: int
    name: str
    plays: int
    people: int
    hours: float
    finishing: Finishing


def midnight(day: date) -> datetime:
    """When this day begins in the house's zone."""
    return datetime.combine(day, time(), clock.zone(current_site().zone))


def today() -> date:
    """The day that it is in the house's zone."""
    return clock.now().astimezone(clock.zone(current_site().zone)).date()


def by_day(days: int = DAYS) -> list[Day]:
    """Plays and hours of the last days, today last. A play counts on the day that it began."""
    found = [Day(today() - timedelta(days=back)) for back in range(days - 1, -1, -1)]
    begins = [midnight(day.at) for day in found]
    place = db.case(*((Playback.created_at >= at, n) for n, at in reversed(list(enumerate(begins)))), else_=-1)
    is_film = Video.title_id.is_not(None)
    sums = db.func.count(), db.func.sum(Playback.watched_s)
    select = db.select(place, is_film, *sums).join(Video, Video.id == Playback.video_id)
    rows = db.session.execute(select.where(Playback.created_at >= begins[0]).group_by(db.text("1, 2")))
    for number, film, count, seconds in rows:
        day = found[number]
        day.films, day.episodes = (count, day.episodes) if film else (day.films, count)
        day.watched_s += seconds or 0.0
    return found


def streams_by_hour(*days: date) -> list[list[int]]:
    """The most streams at once in each hour of these days. A stream lasts from its opening to its last beat."""
    spans = [(midnight(day), midnight(day + timedelta(days=1))) for day in days]
    select = db.select(Playback.created_at, Playback.beat_at).where(db.or_(*(_within(*span) for span in spans)))
    rows = db.session.execute(select.order_by(Playback.id.desc()).limit(MOST_STREAMS)).tuples().all()
    return [_peaks(_cut(rows, *span), span[0]) for span in spans]


def _within(begin: datetime, end: datetime) -> Any:
    a_day_before = begin - timedelta(days=1)
    return db.and_(Playback.created_at < end, Playback.created_at >= a_day_before, Playback.beat_at >= begin)


def _cut(rows: Sequence[Any], begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    return ((max(opened, begin), min(last, end)) for opened, last in rows if opened < end and last >= begin)


def _peaks(streams: Iterator[tuple[datetime, datetime]], begin: datetime) -> list[int]:
    steps = sorted(step for opened, last in streams for step in ((opened, 1), (last, -1)))
    peaks, at_once, hour = [0] * 24, 0, 0
    for at, change in steps:
        here = min(23, int((at - begin).total_seconds() // 3600))
        for passed in range(hour, here + 1):
            peaks[passed] = max(peaks[passed], at_once)
        at_once, hour = at_once + change, here
        peaks[here] = max(peaks[here], at_once)
    return peaks


def finishing(since: datetime) -> Finishing:
    """Of all that was begun since then, what was finished."""
    counts = db.select(db.func.count(), db.func.count(Progress.finished_at))
    begun, finished = db.session.execute(counts.where(Progress.started_at >= since)).one()
    return Finishing(begun, finished)


def top_titles(since: datetime) -> list[TopTitle]:
    """What was played most since then, with hours, people and how many finished it: two statements."""
    plays, people = db.func.count(), db.func.count(Playback.profile_id.distinct())
    counted = db.select(WHOSE.label("title_id"), plays.label("plays"), people, db.func.sum(Playback.watched_s))
    counted = _with_titles(counted.join(Video, Video.id == Playback.video_id))
    counted = counted.where(Playback.created_at >= since).group_by(WHOSE).order_by(plays.desc(), WHOSE)
    rows = list(db.session.execute(counted.limit(MOST_TITLES)))
    names, ends = _names_and_ends([row.title_id for row in rows], since)
    return [
        TopTitle(row[0], names.get(row[0], ""), row[1], row[2], (row[3] or 0.0) / 3600, ends[row[0]]) for row in rows
    ]


def _names_and_ends(ids: list[int], since: datetime) -> tuple[dict[int, str], dict[int, Finishing]]:
    begun = db.select(WHOSE.label("title_id"), db.func.count().label("begun"))
    begun = begun.add_columns(db.func.count(Progress.finished_at).label("finished"))
    begun = _with_titles(begun.join(Video, Video.id == Progress.video_id))
    counted = begun.where(Progress.started_at >= since, WHOSE.in_(ids)).group_by(WHOSE).subquery()
    select = db.select(Title.id, Title.name, counted.c.begun, counted.c.finished)
    rows = db.session.execute(select.outerjoin(counted, counted.c.title_id == Title.id).where(Title.id.in_(ids))).all()
    names = {row.id: row.name for row in rows}
    return names, {row.id: Finishing(row.begun or 0, row.finished or 0) for row in rows}


def _with_titles(select: Any) -> Any:
    return select.outerjoin(Episode, Episode.id == Video.episode_id).outerjoin(Season, Season.id == Episode.season_id)
