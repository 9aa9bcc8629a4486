"""Forms of the editors' house: what every one checks, and fields that Flask-Admin has not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from typing import Any

from flask_admin.contrib.sqla.fields import InlineModelFormList
from flask_admin.contrib.sqla.form import AdminModelConverter, InlineModelConverter
from flask_admin.model.fields import AjaxSelectField
from flask_admin.model.form import InlineFormAdmin
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields import DateTimeLocalField, FileField
from wtforms.validators import NumberRange, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from app.foundation import clock
from app.foundation.db import db
from app.foundation.settings import current_site

HIGHEST = 2**31 - 1
QUIET = (BooleanField, HiddenField, SelectField)
UNKEEPABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def every_field(form: Any) -> Iterator[Field]:
    """The fields of a form and of the forms inside it."""
    for field in form:
        if isinstance(field, FieldList):
            for entry in field.entries:
                yield from every_field(entry.form) if isinstance(entry, FormField) else (entry,)
        else:
            yield field


class AdminForm(FlaskForm):
    """Every form here: CSRF by Flask-WTF, and no text that a database cannot keep."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all of it can be kept; each fault stands at its field."""
        fine = super().validate(extra_validators)
        return _refuse_unkeepable(self) and fine


def _refuse_unkeepable(form: Any) -> bool:
    bad = [f for f in every_field(form) if isinstance(f.data, str) and UNKEEPABLE.search(f.data)]
    for field in bad:
        field.errors = [*field.errors, "This has characters that cannot be kept. Type it anew."]
    return not bad


class ZonedDateTimeField(DateTimeLocalField):
    """A moment in the house's zone, kept as aware UTC."""

    data: Any

    def __init__(self, label: str = "", validators: Any = None, **more: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        super().__init__(label, validators, format=formats, **more)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return f"{self.data.astimezone(_zone()):%Y-%m-%dT%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """A local time as typed; raises ValueError with a sentence."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
            local: datetime = self.data
            self.data = local.replace(tzinfo=_zone()).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            self.data = None
            raise ValueError("Write a day and a time, as 2026-11-22 19:00.") from error


def _zone() -> tzinfo:
    return clock.zone(current_site().zone)


class ChoicesField(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def populate_obj(self, obj: Any, name: str) -> None:
        """The view's verbs take what was chosen."""


class LooseField(StringField):
    """Text that the view's verbs take, not a column."""

    def populate_obj(self, obj: Any, name: str) -> None:
        """Nothing is set here."""


class UploadField(FileField):
    """A file that the view's verbs take."""

    def populate_obj(self, obj: Any, name: str) -> None:
        """Nothing is set here."""

    @property
    def file(self) -> Any:
        """What was sent, or None."""
        return self.data if getattr(self.data, "filename", "") else None


class RowField(AjaxSelectField):
    """One row, by words that `ajax/lookup` suggests: `Amara Quist #12`, `#12`, or a name that only one has."""

    widget = TextInput()
    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data} #{self.data.id}" if self.data is not None else ""

    def process_formdata(self, valuelist: Any) -> None:
        """Find the row; what was typed stays for the page."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        self.data, self.problem = self._find(typed) if typed else (None, "")

    def pre_validate(self, form: Any) -> None:
        """Raise StopValidation when nothing, or more than one, was meant."""
        if getattr(self, "problem", ""):
            raise StopValidation(self.problem)
        if not self.allow_blank and self.data is None:
            raise StopValidation("Say which one: type the first letters and choose.")

    def _find(self, typed: str) -> tuple[Any, str]:
        numbered = re.search(r"#(\d{1,9})\s*\Z", typed, re.ASCII)
        if numbered:
            row = self.loader.get_one(int(numbered[1]))
            return row, "" if row is not None else "There is none with this number any more."
        if UNKEEPABLE.search(typed):
            return None, "This has characters that cannot be kept. Type it anew."
        with db.session.no_autoflush:
            column = self.loader._cached_fields[0]
            same = list(db.session.scalars(db.select(self.loader.model).where(db.func.lower(column) == typed.lower())))
        if len(same) == 1:
            return same[0], ""
        if not same:
            return None, "Nothing here is called so. Choose one of the suggestions."
        return None, "Several are called so: " + ", ".join(f"{row} #{row.id}" for row in same[:5]) + "."


class Rows(InlineModelFormList):
    """Rows inside a form. Those that say nothing are left out, so a spare empty one does no harm."""

    entries: Any

    def process(self, formdata: Any, data: Any = (), extra_filters: Any = None) -> None:
        """As Flask-Admin does it, without the empty ones."""
        super().process(formdata, data, extra_filters)
        if formdata:
            self.entries = [entry for entry in self.entries if not _is_empty(entry)]

    def blank(self, index: str) -> Any:
        """A row to fill in, named by `index`; `__row__` is what the script counts up."""
        row = self.unbound_field.bind(form=None, name=f"{self.name}-{index}", _meta=self.meta)
        row.process(None)
        return row


def _is_empty(entry: Any) -> bool:
    if entry.get_pk():
        return False
    telling = (field for field in entry.form if not isinstance(field, QUIET) and field.short_name != "position")
    return not any(str(text).strip() for field in telling for text in field.raw_data or ())


class Converter(AdminModelConverter):
    """References as `RowField`, whole numbers that fit their columns."""

    def _model_select_field(self, prop: Any, multiple: Any, remote_model: Any, **kwargs: Any) -> Any:
        loader = getattr(self.view, "_form_ajax_refs", {}).get(prop.key)
        if loader is None or multiple:
            raise LookupError(f"{self.view}: {prop.key} needs an entry in form_ajax_refs.")
        return RowField(loader, **kwargs)

    def convert(self, *args: Any) -> Any:
        """As the parent; bounds are added to whole numbers that have none."""
        unbound = super().convert(*args)
        if getattr(unbound, "field_class", None) is IntegerField:
            given = unbound.kwargs.setdefault("validators", [])
            if not any(isinstance(each, NumberRange) for each in given):
                given.append(NumberRange(0, HIGHEST, "Use a whole number from 0 up."))
        return unbound


class InlineConverter(InlineModelConverter):
    """Inline rows of our kind."""

    inline_field_list_type = Rows


class InlineForm(Form):
    """Base of a row's form; the page's token covers it."""


class Inline(InlineFormAdmin):
    """Rows of a table inside another's form, with a form of their own."""

    def __init__(self, table: type, form: type[InlineForm], label: str) -> None:
        super().__init__(table, form_label=label)
        self.own = form

    def get_form(self) -> Any:
        """The form of a row."""
        return self.own


def one_line(text: str | None) -> str | None:
    """A filter: without blanks around it."""
    return text.strip() if isinstance(text, str) else text


__all__ = ["AdminForm", "ChoicesField", "Converter", "Inline", "InlineConverter", "RowField", "Rows"]
