"""Charts as numbers that a template draws: bars by day, a line by hour. The tables behind them have the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.admin.viewing import Day

HEIGHT, HOURS_HEIGHT, WIDTH = 190, 90, 660
TOPS = (4, 8, 12, 20, 28, 40, 60, 80, 120, 200, 400, 800, 2000, 4000, 10**4, 10**5, 10**9)


@dataclass(frozen=True)
class Bar:
    """One day of the charts, in their own units (700 wide)."""

    day: Day
    x: float
    label: str
    films_y: float
    films_height: float
    episodes_y: float
    episodes_height: float
    is_peak: bool
    hours_height: float
    is_longest: bool


def bars(days: list[Day]) -> dict[str, Any]:
    """Plays as stacked bars, hours as bars beneath; the top lines are round numbers above the highest."""
    most, longest = max(day.plays for day in days), max(day.hours for day in days)
    top, top_hours = _top(most), _top(longest)
    drawn = [_bar(place, day, top, top_hours, most, longest) for place, day in enumerate(days)]
    return {
        "bars": drawn,
        "lines": _lines(top, HEIGHT),
        "hour_lines": _lines(top_hours, HOURS_HEIGHT, 2),
        "plays": sum(day.plays for day in days),
        "hours": sum(day.hours for day in days),
    }


def _top(highest: float) -> int:
    return next(n for n in TOPS if n >= highest)


def _lines(top: int, height: float, parts: int = 4) -> list[tuple[int, float]]:
    return [(top * part // parts, height * (1 - part / parts)) for part in range(parts + 1)]


def _bar(place: int, day: Day, top: int, top_hours: int, most: int, longest: float) -> Bar:
    films, episodes = (count / top * HEIGHT for count in (day.films, day.episodes))
    return Bar(
        day=day,
        x=34 + place * 48,
        label=f"{day.at.day} {day.at:%b}" if place == 0 or day.at.day == 1 else str(day.at.day),
        films_y=HEIGHT - films,
        films_height=films,
        episodes_y=HEIGHT - films - episodes,
        episodes_height=episodes,
        is_peak=day.plays == most > 0,
        hours_height=day.hours / top_hours * HOURS_HEIGHT,
        is_longest=day.hours == longest > 0,
    )


def lines(now_hour: int, today: list[int], before: list[int], weekday: date) -> dict[str, Any]:
    """Streams at once: today so far, and the same day of last week."""
    so_far = today[: now_hour + 1]
    top = _top(max(*today, *before))
    return {
        "today": _points(so_far, top),
        "before": _points(before, top),
        "now": _point(now_hour, so_far[-1], top),
        "now_count": so_far[-1],
        "lines": _lines(top, HEIGHT),
        "weekday": f"{weekday:%A}",
        "rows": [(hour, today[hour] if hour <= now_hour else None, before[hour]) for hour in range(24)],
        "peak": max(so_far),
    }


def _points(counts: list[int], top: int) -> str:
    return " ".join("{:.1f},{:.1f}".format(*_point(hour, count, top)) for hour, count in enumerate(counts))


def _point(hour: int, count: int, top: int) -> tuple[float, float]:
    """Where an hour stands, between 0:00 and 23:00."""
    return 34 + hour * WIDTH / 24, HEIGHT * (1 - count / top)
