"""What may be asked of the house. A child chooses a topic or writes a title's name, and nothing longer."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.foundation.text import clean_line, clean_prose
from app.requests.words import TOPICS

LONGEST, LONGEST_NAME, LONGEST_FILM_S = 2000, 120, 86_400


def _too_long(most: int) -> Length:
    return Length(max=most, message=f"At most {most} characters, please.")


class WishForm(FlaskForm):
    """A title that is missing."""

    subject = StringField(
        "Which film or series?",
        [DataRequired("Write its name."), _too_long(LONGEST_NAME)],
        filters=[clean_line],
    )
    text = TextAreaField(
        "What helps to find it",
        [_too_long(LONGEST)],
        filters=[clean_prose],
        description="A year, who made it, where you heard of it.",
    )

    @classmethod
    def of(cls, is_child: bool, **given: Any) -> Any:
        """The form for somebody; a child only names it."""
        return _for(cls(**given), is_child)


class ProblemForm(FlaskForm):
    """What is wrong with a video."""

    topic = RadioField("What is wrong?", [InputRequired("Choose what is wrong.")], choices=list(TOPICS.items()))
    text = TextAreaField(
        "What you saw or heard",
        [_too_long(LONGEST)],
        filters=[clean_prose],
        description="On which device, in which browser, and whether it happens again.",
    )
    at = HiddenField()

    @classmethod
    def of(cls, is_child: bool, **given: Any) -> Any:
        """The form for somebody; a child only chooses."""
        return _for(cls(**given), is_child)

    def validate_text(self, field: Any) -> None:
        """Something else: what?"""
        if self.topic.data == "other" and not field.data:
            raise ValidationError("Say in a few words what is wrong.")

    @property
    def at_s(self) -> float | None:
        """The second at which it happened; None when unknown or nonsense."""
        text = str(self.at.data or "").split(".")[0]
        whole = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
        return float(whole) if 0 < whole <= LONGEST_FILM_S else None


class ReplyForm(FlaskForm):
    """A further line from who asked."""

    text = TextAreaField(
        "Your reply", [DataRequired("Write something first."), _too_long(LONGEST)], filters=[clean_prose]
    )


def _for(form: Any, is_child: bool) -> Any:
    if is_child:
        del form.text
        if "topic" in form:
            form.topic.choices = [choice for choice in form.topic.choices if choice[0] != "other"]
    return form
