"""What a person may send about a recommendation and about a guest's link."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from app.foundation.text import clean_line, clean_prose
from app.profiles.choices import whole
from app.profiles.models import Profile

LONGEST_NOTE = 500
DAYS = {1: "A day", 7: "A week", 30: "30 days"}
UNKNOWN = "Nobody can be reached there with this title. Check the handle, or tell them another way."
YOURSELF = "That is you. Put it on your list instead."


class ShareForm(FlaskForm):
    """To whom, and what to say."""

    to = SelectMultipleField("Who should see it", coerce=whole)
    handle = StringField(
        "Somebody else, by handle",
        [Optional(), Length(max=40, message="A handle has at most 30 characters.")],
        filters=[clean_line],
        description="A member who has told you their handle.",
    )
    note = TextAreaField(
        "A note",
        [Optional(), Length(max=LONGEST_NOTE, message=f"At most {LONGEST_NOTE} characters, please.")],
        filters=[clean_prose],
        description="Only they read it. Say why, not how it ends.",
    )

    def __init__(self, household: list[Profile], **more: Any) -> None:
        super().__init__(**more)
        self.to.choices = [(profile.id, profile.name) for profile in household]

    def validate(self, extra_validators: Any = None) -> bool:
        """Somebody has to be named."""
        valid = super().validate(extra_validators)
        if valid and not self.to.data and not self.handle.data:
            first = self.to if self.to.choices else self.handle
            first.errors = ["Choose somebody to share it with."]
            return False
        return bool(valid)

    def refuse(self, reason: str) -> None:
        """This person may not share now."""
        self.form_errors = [reason]

    def refuse_handle(self, reason: str = UNKNOWN) -> None:
        """One sentence, whether there is no such handle or its owner may not see the title."""
        self.handle.errors = [reason]


class GuestForm(FlaskForm):
    """For how long a guest's link opens."""

    days = RadioField("It works for", choices=list(DAYS.items()), coerce=whole, default=7)

    def refuse(self, reason: str) -> None:
        """There can be no link now."""
        self.form_errors = [reason]
