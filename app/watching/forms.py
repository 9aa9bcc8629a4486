"""What a player and a person without scripts may say about where they are."""

from __future__ import annotations

import math
import re
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, FloatField, IntegerField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional

LARGEST_SEQUENCE = 2**31 - 1
LONGEST_S = 7 * 86_400
TIMECODE = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-5][0-9])|([0-9]{1,4})(?: ?min)?", re.ASCII)


def is_a_time(_form: FlaskForm, field: Field) -> None:
    """A number of seconds that a film may have; FloatField lets `nan` and `inf` through."""
    if field.data is None or not math.isfinite(field.data):
        raise ValidationError("The position is not a number.")
    if not 0 <= field.data <= LONGEST_S:
        raise ValidationError("The position is outside the film.")


def reason_of(form: FlaskForm) -> str:
    """What is wrong, in one sentence: for a player, which shows no form."""
    return str(next(iter(form.errors.values()))[0])


class ProgressForm(FlaskForm):
    """A beat of the player."""

    class Meta:
        """The token is asked for before every POST (security.py); a form that nobody sees need not make one."""

        csrf = False

    playback = StringField(validators=[InputRequired("The playback is missing."), Length(max=11)])
    sequence = IntegerField(validators=[InputRequired("The sequence is missing."), NumberRange(0, LARGEST_SEQUENCE)])
    position_s = FloatField(validators=[InputRequired("The position is missing."), is_a_time])
    duration = FloatField(validators=[Optional(), is_a_time])

    @property
    def reason(self) -> str:
        """What is wrong, in one sentence."""
        return reason_of(self)


class PlaceForm(FlaskForm):
    """Where somebody without scripts stopped: `12:30`, `1:02:03` or whole minutes; or that they saw it all."""

    stopped_at = StringField("Stopped at")
    watched = BooleanField()

    def validate_stopped_at(self, field: Field) -> None:
        """A time, unless all was watched."""
        if not self.watched.data and not TIMECODE.fullmatch((field.data or "").strip()):
            raise ValidationError("Give the time as 12:30, or in whole minutes.")

    @property
    def position_s(self) -> float:
        """The place in seconds; past every end when all was watched."""
        if self.watched.data:
            return float(LONGEST_S)
        match: Any = TIMECODE.fullmatch((self.stopped_at.data or "").strip())
        if match[4]:
            return float(match[4]) * 60
        return int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3])
