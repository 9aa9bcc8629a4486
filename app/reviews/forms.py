"""What a person may say of a title."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.foundation.text import clean_prose

LONGEST = 4000


def _bulbs(value: object) -> int | None:
    return int(str(value)) if str(value) in ("1", "2", "3", "4", "5") else None


class ReviewForm(FlaskForm):
    """One to five bulbs, and words if one likes."""

    rating = RadioField(
        "Your rating",
        id="your_rating",
        choices=[(n, f"{n} of 5") for n in (5, 4, 3, 2, 1)],
        coerce=_bulbs,
        validators=[InputRequired("Choose one to five bulbs.")],
    )
    text = TextAreaField(
        "Your words",
        id="your_words",
        description="Plain text. Say what a friend should know, not how it ends.",
        filters=[clean_prose],
        validators=[Optional(), Length(max=LONGEST, message=f"At most {LONGEST} characters, please.")],
    )
