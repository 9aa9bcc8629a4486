"""What every template may say: filters for lengths, counts and times, and the site's name."""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from app.foundation import clock, text
from app.foundation.hypermedia import dom_id
from app.foundation.settings import current_site


def day(moment: datetime, zone: str = "") -> str:
    """`Sunday 22 November`, in the viewer's zone, else the site's."""
    local = moment.astimezone(clock.zone(zone or current_site().zone))
    return f"{local:%A} {local.day} {local:%B}"


def short_day(moment: datetime, zone: str = "") -> str:
    """`22 Nov`, with the year when it is another than this."""
    local = moment.astimezone(clock.zone(zone or current_site().zone))
    year = f" {local.year}" if local.year != clock.now().year else ""
    return f"{local.day} {local:%b}{year}"


def moment(at: datetime, zone: str = "") -> str:
    """`22 Nov, 17:32`."""
    return f"{short_day(at, zone)}, {at.astimezone(clock.zone(zone or current_site().zone)):%H:%M}"


def init_app(app: Flask) -> None:
    """Teach Jinja these words."""
    app.jinja_env.filters.update(
        minutes=text.minutes,
        timecode=text.timecode,
        day=day,
        short_day=short_day,
        moment=moment,
        dom_id=lambda row, kind: dom_id(kind, row),
    )
    app.jinja_env.globals.update(plural=text.plural, dom_id=dom_id, now=clock.now)
    app.context_processor(lambda: {"site": current_site()})
