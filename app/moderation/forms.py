"""What a person may say is wrong."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app.foundation.text import clean_prose
from app.moderation.words import REASONS

LONGEST_NOTE = 1000


class ReportForm(FlaskForm):
    """A reason, and a note that "something else" needs."""

    reason = RadioField(
        "What is wrong with it?",
        choices=list(REASONS.items()),
        validators=[InputRequired("Choose what is wrong.")],
        validate_choice=True,
    )
    note = TextAreaField(
        "What moderators should know",
        description="Only moderators read this.",
        filters=[clean_prose],
        validators=[Length(max=LONGEST_NOTE, message=f"At most {LONGEST_NOTE} characters, please.")],
    )

    def validate_note(self, field: TextAreaField) -> None:
        """Something else: what?"""
        if self.reason.data == "other" and not field.data:
            raise ValidationError("Say in a few words what is wrong.")
