"""What the whole house is called and how it is entered."""

from __future__ import annotations

from typing import Any

from flask import flash
from flask_admin import expose
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange

from app.accounts.invitations import Registration
from app.accounts.models import Permission
from app.admin.base import SecureView
from app.admin.forms import AdminForm, one_line
from app.admin.title_form import at_most, named
from app.foundation.db import db
from app.foundation.hypermedia import see_other
from app.foundation.settings import choose, current_site
from app.profiles.choices import zones
from app.profiles.maturity import Scale

REGISTRATION = (
    (Registration.OPEN, "Anybody may make an account"),
    (Registration.DOMAINS, "Whoever has an address at one of these places"),
    (Registration.APPROVAL, "Anybody may ask; you let them in"),
    (Registration.INVITATION, "By invitation"),
)


SCALES = (
    (Scale.AGE, "Ages: All, 7+, 12+ …"),
    (Scale.MPA, "MPA: G, PG, PG-13, R, NC-17"),
    (Scale.BBFC, "BBFC: U, PG, 12, 15, 18"),
    (Scale.FSK, "FSK: 0, 6, 12, 16, 18"),
)


class SiteForm(AdminForm):
    """The site's settings."""

    name = StringField("Name of the house", named(60), filters=[one_line])
    tagline = StringField("Tagline", [at_most(120)], filters=[one_line])
    footer = TextAreaField("Footer", [at_most(500)], filters=[one_line])
    zone = SelectField("Time zone", description="For everybody who has chosen none.")
    registration = SelectField("New accounts", choices=REGISTRATION)
    domains = StringField(
        "Places", [at_most(500)], filters=[one_line], description="After the @, with commas: example.org, example.edu."
    )
    maturity_scale = SelectField(
        "Age marks", choices=SCALES, description="How marks and limits are said; what is kept of a title are years."
    )
    owners_invite = BooleanField(
        "Households grow by themselves", description="An owner may invite others into the household by letter."
    )
    staff_two_step = BooleanField(
        "Staff need a second step", description="Whoever has none sets one up before they enter the admin."
    )
    streams = IntegerField(
        "Screens at once",
        [InputRequired("Write a number."), NumberRange(0, 99, "Use a number from 0 to 99.")],
        description="For each account; 0 for as many as it likes.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone.choices = [pair for pair in zones() if pair[0]]


class SettingsView(SecureView):
    """One form."""

    who, icon = Permission.SETTINGS_EDIT, "sliders-horizontal"
    heading = "Settings"
    groups = (
        ("House", "What people read on every page.", ("name", "tagline", "footer")),
        ("Time", "Days and hours are shown in it.", ("zone",)),
        ("Door", "Who may come in.", ("registration", "domains", "owners_invite", "staff_two_step")),
        ("Watching", "For whom films are, and on how many screens an account may play.", ("maturity_scale", "streams")),
    )
    short_fields = ("zone", "streams")

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        """Show and change them."""
        site = current_site()
        form = SiteForm(obj=site)
        if not form.validate_on_submit():
            return self.render("admin/settings.html", form=form)
        for field in form:
            if field.name in vars(site) and field.data != getattr(site, field.name):
                choose(field.name, field.data)
        db.session.commit()
        flash("The settings are kept.", "success")
        return see_other(self.home)
