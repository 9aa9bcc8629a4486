"""Profiles of every household."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload
from wtforms import BooleanField, SelectField, StringField

from app.accounts.models import Permission
from app.admin.accounts import HOUSEHOLDS
from app.admin.base import SecureModelView, cell
from app.admin.forms import AdminForm, RowField, one_line
from app.admin.refusing import Refused
from app.admin.title_filters import YearsFilter
from app.admin.title_form import named
from app.foundation.db import db
from app.profiles import maturity
from app.profiles.models import NO_CAP, HouseFull, NameTaken, Profile


class ProfileAdminForm(AdminForm):
    """Who watches, and up to what."""

    household = RowField(HOUSEHOLDS, "Household")
    name = StringField("Name", named(40), filters=[one_line])
    maturity_limit = SelectField("Age limit", coerce=int, default=18)
    remove_pin = BooleanField("Take the PIN away", description="For somebody who has forgotten it.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = self.maturity_limit.object_data
        self.maturity_limit.choices = maturity.limits(present if isinstance(present, int) else 18)

    def populate_obj(self, obj: Any) -> None:
        """The profile's own verbs take it."""


def _limits() -> list[tuple[str, str]]:
    return [(str(years), words) for years, words in maturity.limits(NO_CAP)]


class ProfileView(SecureModelView):
    """Profiles."""

    who, icon, one, heading = Permission.ACCOUNTS_MANAGE, "user", "profile", "Profiles"
    form = ProfileAdminForm
    form_ajax_refs = {"household": HOUSEHOLDS}
    load_options = (joinedload(Profile.household),)
    column_list = ("name", "household", "maturity_limit", "pin")
    column_labels = {"name": "Profile", "maturity_limit": "Age limit", "pin": "PIN"}
    column_formatters = {
        "name": cell("profile_name"),
        "maturity_limit": cell("profile_limit"),
        "pin": cell("profile_pin"),
    }
    column_sortable_list = ("name", "maturity_limit")
    column_default_sort = ("id", True)
    column_searchable_list = ("name", "household.name")
    column_filters = (YearsFilter(Profile.maturity_limit, "Age limit", _limits),)
    groups = (
        (
            "Facts",
            "Films above the limit are nowhere to be found.",
            ("household", "name", "maturity_limit", "remove_pin"),
        ),
    )
    short_fields = ("maturity_limit",)

    def create_model(self, form: Any) -> Any:
        """By the household's own verb, which counts to eight."""
        try:
            look = {"maturity_limit": form.maturity_limit.data, "avatar_seed": len(form.name.data)}
            profile = Profile.add(form.household.data.id, form.name.data, **look)
            db.session.commit()
        except (HouseFull, NameTaken) as refused:
            db.session.rollback()
            _refusal(form, refused).tell()
            return False
        return profile

    def on_model_change(self, form: Any, model: Profile, is_created: bool) -> None:
        """By the profile's own verb."""
        if form.household.data.id != model.household_id:
            raise Refused(form.household, "A profile stays in its household. Add a new one in the other.")
        try:
            model.change(form.name.data, maturity_limit=form.maturity_limit.data)
        except NameTaken as refused:
            raise _refusal(form, refused) from refused
        if form.remove_pin.data:
            model.pin_hash = ""

    def consequence(self, name: str, rows: list[Any]) -> str:
        """What goes and what stays."""
        return "Its progress, list and reviews go too. The household stays."


def _refusal(form: Any, refused: Exception) -> Refused:
    if isinstance(refused, HouseFull):
        return Refused(form.household, "This household has its eight profiles.")
    return Refused(form.name, "Somebody of this household is called so.")
