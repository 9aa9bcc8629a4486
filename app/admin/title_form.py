"""What an editor may say of a title."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from flask_admin.contrib.sqla.ajax import QueryAjaxModelLoader
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from app.admin.forms import (
    AdminForm,
    ChoicesField,
    InlineForm,
    LooseField,
    RowField,
    UploadField,
    ZonedDateTimeField,
    one_line,
)
from app.catalogue.models import Collection, Genre, Person, Title
from app.catalogue.models.person import CreditRole
from app.catalogue.models.title import FILM, SERIES
from app.catalogue.slugs import SLUG, SlugMalformed
from app.foundation.db import db
from app.groups.models import Group
from app.profiles.maturity import age_mark, steps

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}\Z")
DRAFT, NOW, ON = "draft", "now", "on"
PEOPLE = QueryAjaxModelLoader("people", db, Person, fields=["name"], order_by=Person.name)


def at_most(count: int) -> Length:
    """No longer than its column."""
    return Length(max=count, message=f"Use at most {count} characters.")


def named(count: int, what: str = "a name") -> list[Any]:
    """Something must stand here, and fit."""
    return [DataRequired(f"This needs {what}."), at_most(count)]


class LanguagesField(StringField):
    """Codes with commas between: `en, nb`."""

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ", ".join(self.data or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        """A list of codes; raises ValueError with a sentence."""
        self.data = [code for code in re.split(r"[,\s]+", valuelist[0] if valuelist else "") if code]
        if len(self.data) > 20 or not all(LANGUAGE.match(code) for code in self.data):
            raise ValueError("Write language codes with commas between them: en, nb, pt-BR.")


class CreditForm(InlineForm):
    """One person's part."""

    id = HiddenField()
    person = RowField(PEOPLE, "Person")
    role = SelectField("Part", choices=[(role.value, role.value.capitalize()) for role in CreditRole], default="cast")
    character = StringField("As", [at_most(120)], filters=[one_line])
    position = IntegerField(
        "Order", [InputRequired("Write a number."), NumberRange(0, 9999, "Use a number from 0 to 9999.")], default=0
    )


class SeasonRowForm(InlineForm):
    """A season of a series, as a row."""

    id = HiddenField()
    number = IntegerField(
        "Number",
        [
            InputRequired("A season needs a number; 0 holds specials."),
            NumberRange(0, 999, "Use a number from 0 to 999."),
        ],
    )
    name = StringField("Name", [at_most(120)], filters=[one_line])


class TitleForm(AdminForm):
    """Everything that people read of a title, and who may see it when."""

    name = StringField("Title", named(200), filters=[one_line])
    year = IntegerField("Year", [Optional(), NumberRange(1870, 2200, "Use a year from 1870 to 2200.")])
    slug = LooseField(
        "Address",
        [Optional(), Regexp(SLUG, message=str(SlugMalformed(""))), at_most(90)],
        filters=[one_line],
        description="Leave it empty to have it made from the title. Old addresses keep leading here.",
    )
    kind = SelectField("Kind", choices=[(FILM, "Film"), (SERIES, "Series")], default=FILM)
    original_name = StringField("Original title", [at_most(200)], filters=[one_line])
    tagline = StringField("Tagline", [at_most(200)], filters=[one_line])
    synopsis = TextAreaField("Synopsis", [at_most(5000)], filters=[one_line])
    country = StringField("Country", [at_most(60)], filters=[one_line])
    languages = LanguagesField("Languages", description="Codes with commas between: en, nb.")
    genres = ChoicesField("Genres", coerce=int)
    collections = ChoicesField("Collections", coerce=int)
    poster = UploadField("Poster", description="JPEG, PNG or WebP, upright 2:3, up to 20 MB.")
    backdrop = UploadField("Backdrop", description="The same, lying 16:9.")
    shown = RadioField("State", choices=[(DRAFT, "Draft"), (NOW, "Published"), (ON, "On a day")], default=DRAFT)
    shown_on = ZonedDateTimeField("That day")
    available_from = ZonedDateTimeField("From", [Optional()])
    available_until = ZonedDateTimeField("Until", [Optional()], description="Members see “leaving” two weeks before.")
    maturity_years = SelectField("Age mark", coerce=lambda text: int(text) if text not in ("", None, "None") else None)
    groups = ChoicesField(
        "Only for these groups", coerce=int, description="Tick none, and it is for everybody within the age mark."
    )
    stamp = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.genres.choices = _named(Genre)
        self.collections.choices = _named(Collection)
        self.groups.choices = _named(Group)
        kept = [self.maturity_years.object_data] if self.maturity_years.object_data else []
        years = sorted({*(step.years for step in steps()), *kept})
        self.maturity_years.choices = [("", "No age mark"), *((year, age_mark(year)) for year in years)]

    def validate_shown_on(self, field: Any) -> None:
        """A day for what comes on a day."""
        if self.shown.data == ON and field.data is None and not field.errors:
            raise ValidationError("Write the day on which it is shown.")

    def validate_available_until(self, field: Any) -> None:
        """The end after the beginning."""
        begins = self.available_from.data
        if field.data and begins and field.data <= begins:
            raise ValidationError("This is before the day it begins.")

    def validate_seasons(self, field: Any) -> None:
        """Each number once."""
        kept = [entry.form.number for entry in field.entries if not field.should_delete(entry)]
        for number in repeated(kept):
            number.errors = [*number.errors, "This number stands twice."]
            raise ValidationError("Two seasons have the same number.")

    def read(self, title: Title) -> None:
        """Show what the title's verbs have made of it."""
        self.slug.data = title.slug
        self.shown.data = DRAFT if title.published_at is None else NOW if title.is_published else ON
        self.shown_on.data = title.published_at if self.shown.data == ON else None
        self.genres.data = [genre.id for genre in title.genres]
        self.collections.data = [shelving.collection_id for shelving in title.shelvings]
        self.groups.data = [group.id for group in title.groups]
        self.stamp.data = fingerprint(title)


def _named(table: Any) -> list[tuple[int, str]]:
    return [(row.id, row.name) for row in db.session.execute(db.select(table.id, table.name).order_by(table.name))]


def repeated(fields: list[Any]) -> list[Any]:
    """The fields that say what one before them says."""
    numbers = [field.data for field in fields]
    return [field for place, field in enumerate(fields) if field.data is not None and field.data in numbers[:place]]


TOLD = (
    *("name", "year", "slug", "kind", "original_name", "tagline", "synopsis", "country", "languages"),
    *("maturity_years", "published_at", "available_from", "available_until"),
)


def fingerprint(title: Title) -> str:
    """A name for what editors have said of it, so that two at once notice each other. Encodes do not change it."""
    said: list[Any] = [getattr(title, name) for name in TOLD]
    said += [sorted(genre.id for genre in title.genres), sorted(s.collection_id for s in title.shelvings)]
    said.append(sorted(group.id for group in title.groups))
    said += [[(c.person_id, c.role, c.character, c.position) for c in title.credits], [s.number for s in title.seasons]]
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()[:16]


def differences(form: Any, title: Title) -> list[tuple[str, str, str]]:
    """Label, what stands now, what was typed: both versions of what two editors have changed."""
    pairs = ((form[name], getattr(title, name)) for name in TOLD if name in form)
    told = [(field.label.text, _plain(now), _plain(field.data)) for field, now in pairs]
    for field, rows in ((form.genres, title.genres), (form.groups, title.groups)):
        names = dict(field.choices)
        told.append(
            (field.label.text, _plain(row.name for row in rows), _plain(names.get(i) for i in field.data or ()))
        )
    return [(label, now, typed) for label, now, typed in told if now != typed]


def _plain(value: Any) -> str:
    if value is None or isinstance(value, str | int):
        return str("" if value is None else value)
    return f"{value:%Y-%m-%d %H:%M}" if hasattr(value, "year") else ", ".join(sorted(map(str, value)))
