"""What the list of titles is filtered by."""

from __future__ import annotations

from typing import Any

from flask import has_request_context
from flask_admin.contrib.sqla.filters import BaseSQLAFilter, FilterEqual

from app.admin.states import video_of_title
from app.catalogue.models import Genre, Title
from app.foundation import clock
from app.foundation.db import db
from app.groups.models import Group
from app.media.models import Video, VideoState

STATES = (("draft", "Draft"), ("published", "Published"), ("coming", "On a day"))
VIDEOS = (("none", "None"), *((state.value, state.value.capitalize()) for state in VideoState))


class StateFilter(BaseSQLAFilter):
    """By whether its day has come."""

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """The titles in this state."""
        moment = clock.now()
        known = {"draft": Title.published_at.is_(None), "published": Title.published_at <= moment}
        return query.filter(known.get(value, Title.published_at > moment))

    def operation(self) -> str:
        """The word between."""
        return "is"


class VideoFilter(StateFilter):
    """By how its video stands."""

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """The titles of which one video stands so, or which have none."""
        mine = db.exists().where(video_of_title()).correlate(Title)
        return query.filter(~mine if value == "none" else mine.where(Video.state == value))


class GenreFilter(StateFilter):
    """By genre."""

    def get_options(self, view: Any) -> Any:
        """The genres that there are; asked for anew on every page."""
        if not has_request_context():
            return []
        return [
            (row.slug, row.name) for row in db.session.execute(db.select(Genre.slug, Genre.name).order_by(Genre.name))
        ]

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """The titles of this genre."""
        return query.filter(Title.genres.any(Genre.slug == value))


class YearsFilter(FilterEqual):
    """By an age mark or limit, in the words of the house's scale as it is now."""

    def get_options(self, view: Any) -> Any:
        """The steps of the scale; `options` names them."""
        return self.options() if has_request_context() else []


class GroupFilter(StateFilter):
    """By the group that it is kept for."""

    def get_options(self, view: Any) -> Any:
        """Any of them, none, and each; asked for anew on every page."""
        if not has_request_context():
            return []
        rows = db.session.execute(db.select(Group.id, Group.name).order_by(Group.name).limit(200))
        return [("any", "Any group"), ("none", "Nobody: it is for all"), *((str(row.id), row.name) for row in rows)]

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """The titles that are kept for it."""
        if value in ("any", "none"):
            return query.filter(Title.groups.any() if value == "any" else ~Title.groups.any())
        number = int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0
        return query.filter(Title.groups.any(Group.id == number))
