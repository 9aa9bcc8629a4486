"""Seasons with their episodes."""

from __future__ import annotations

from typing import Any

from flask_admin.contrib.sqla.ajax import QueryAjaxModelLoader
from sqlalchemy.orm import joinedload
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from app.accounts.models import Permission
from app.admin.base import SecureModelView, cell
from app.admin.catalogue import delete_with_files
from app.admin.forms import AdminForm, Inline, InlineForm, RowField, one_line
from app.admin.title_form import at_most, repeated
from app.catalogue.models import Episode, Season, Title
from app.catalogue.models.title import SERIES
from app.foundation.db import db
from app.foundation.text import plural
from app.media.models import Video, VideoRole


class SeriesLoader(QueryAjaxModelLoader):
    """Titles that have seasons."""

    def get_query(self) -> Any:
        """Series alone."""
        return super().get_query().filter(Title.kind == SERIES)

    def get_one(self, pk: Any) -> Any:
        """The series of this number; a film is none."""
        found = super().get_one(pk)
        return found if found is not None and found.is_series else None


SERIES_LOADER = SeriesLoader("title", db, Title, fields=["name"], order_by=Title.name)
IN_RANGE = NumberRange(0, 999, "Use a number from 0 to 999.")


class EpisodeForm(InlineForm):
    """An episode, as a row."""

    id = HiddenField()
    number = IntegerField("Number", [InputRequired("An episode needs a number."), IN_RANGE])
    name = StringField("Name", [at_most(200)], filters=[one_line])
    synopsis = TextAreaField("Synopsis", [at_most(5000)], filters=[one_line])


class SeasonForm(AdminForm):
    """A season with its episodes."""

    title = RowField(SERIES_LOADER, "Series")
    number = IntegerField("Number", [InputRequired("A season needs a number; 0 holds specials."), IN_RANGE])
    name = StringField("Name", [at_most(120)], filters=[one_line], description="Shown instead of “Season 2”.")
    synopsis = TextAreaField("Synopsis", [at_most(5000)], filters=[one_line])

    def validate_episodes(self, field: Any) -> None:
        """Each number once."""
        kept = [entry.form.number for entry in field.entries if not field.should_delete(entry)]
        for number in repeated(kept):
            number.errors = [*number.errors, "This number stands twice."]
            raise ValidationError("Two episodes have the same number.")


class SeasonView(SecureModelView):
    """Seasons of series."""

    who, icon, one, heading = Permission.CATALOGUE_EDIT, "tv", "season", "Seasons & episodes"
    form = SeasonForm
    edit_template = "admin/season_edit.html"
    form_ajax_refs = {"title": SERIES_LOADER}
    inline_models = (Inline(Episode, EpisodeForm, "episode"),)
    load_options = (joinedload(Season.title),)
    column_list = ("title", "number", "episodes")
    column_labels = {"title": "Season", "number": "Number", "episodes": "Episodes"}
    column_formatters = {"title": cell("season_name"), "episodes": cell("count")}
    column_sortable_list = ("number",)
    column_default_sort = ("id", True)
    column_searchable_list = ("title.name", "name")
    groups = (
        ("Facts", "Which series, which season.", ("title", "number", "name", "synopsis")),
        ("Episodes", "In their order.", ("episodes",)),
    )
    short_fields = ("number",)

    def search_placeholder(self) -> str:
        """What the search looks in."""
        return "Series or season"

    def facts_for(self, rows: list[Any]) -> dict[int, Any]:
        """How many episodes each has."""
        ids = [row.id for row in rows]
        counted = db.select(Episode.season_id, db.func.count()).where(Episode.season_id.in_(ids))
        counts = dict(db.session.execute(counted.group_by(Episode.season_id)).all())
        return {number: plural(counts.get(number, 0), "episode") for number in ids}

    def episodes_of(self, season: Season) -> list[tuple[Episode, Video | None]]:
        """Its episodes with their main videos."""
        joined = (Video.episode_id == Episode.id) & (Video.role == VideoRole.MAIN)
        select = db.select(Episode, Video).outerjoin(Video, joined).where(Episode.season_id == season.id)
        return [(episode, video) for episode, video in db.session.execute(select.order_by(Episode.number, Video.id))]

    def delete_model(self, model: Season) -> bool:
        """The row, then its episodes' files."""
        return delete_with_files(super().delete_model, model)

    def consequence(self, name: str, rows: list[Any]) -> str:
        """What goes and what stays."""
        return "Its episodes, their videos and everybody’s place in them go too. The series stays."
