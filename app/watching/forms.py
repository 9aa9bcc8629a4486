"""What a player and a person without scripts may say about where they are."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, StringField, ValidationError

Number = TypeVar("Number", int, float)
LARGEST_SEQUENCE = 2**31 - 1
LONGEST_S = 7 * 86_400
LONGEST_NAME = 11
TIMECODE = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-5][0-9])|([0-9]{1,4})(?: ?min)?", re.ASCII)


def reason_of(form: FlaskForm) -> str:
    """What is wrong, in one sentence: for a player, which shows no form."""
    return str(next(iter(form.errors.values()))[0])


class Unreadable(ValueError):
    """A beat that says something that cannot be; the sentence says what."""


@dataclass(frozen=True)
class Beat:
    """What a player says of itself every ten seconds: by which playback, the how-manieth, and where in the film.

    Nobody sees a form of it, and it comes more often than all else, so it is read here at a tenth of a form's price.
    """

    playback: str
    sequence: int
    position_s: float

    @classmethod
    def read(cls, said: Mapping[str, str]) -> Beat:
        """From a request's form. Raises Unreadable."""
        if not said.get("playback"):
            raise Unreadable("The playback is missing.")
        if len(said["playback"]) > LONGEST_NAME:
            raise Unreadable("No playback has such a name.")
        if said.get("duration"):
            _seconds(said["duration"])
        sequence = _number(int, said.get("sequence", ""), "sequence")
        if not 0 <= sequence <= LARGEST_SEQUENCE:
            raise Unreadable(f"The sequence is not between 0 and {LARGEST_SEQUENCE}.")
        return cls(said["playback"], sequence, _seconds(said.get("position_s", "")))


def _seconds(text: str) -> float:
    place = _number(float, text, "position")
    if not math.isfinite(place):
        raise Unreadable("The position is not a number.")
    if not 0 <= place <= LONGEST_S:
        raise Unreadable("The position is outside the film.")
    return place


def _number(kind: Callable[[str], Number], text: str, name: str) -> Number:
    if not text:
        raise Unreadable(f"The {name} is missing.")
    try:
        return kind(text)
    except ValueError as error:
        raise Unreadable(f"The {name} is not a number.") from error


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
