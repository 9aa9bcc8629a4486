"""How captions look to a profile: its choice among a few, which every device then shows."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField

LOOKS: dict[str, tuple[str, dict[str, str]]] = {
    "size": ("Size", {"100": "Normal", "75": "Small", "125": "Large", "150": "Larger", "200": "Largest"}),
    "colour": ("Colour", {"white": "White", "yellow": "Yellow", "green": "Green", "blue": "Light blue"}),
    "ground": ("Behind the words", {"dim": "Half dark", "none": "Nothing", "solid": "Black"}),
    "edge": ("Edge", {"none": "None", "shadow": "Shadow", "outline": "Outline"}),
    "place": ("Place", {"bottom": "At the bottom", "top": "At the top"}),
}


def look_of(kept: dict[str, Any]) -> dict[str, str]:
    """What was chosen, and the first of what was not, or is no choice any more."""
    return {name: kept[name] if kept.get(name) in said else next(iter(said)) for name, (_, said) in LOOKS.items()}


class CaptionLookForm(FlaskForm):
    """A choice each."""

    size = SelectField(LOOKS["size"][0], choices=list(LOOKS["size"][1].items()))
    colour = SelectField(LOOKS["colour"][0], choices=list(LOOKS["colour"][1].items()))
    ground = SelectField(LOOKS["ground"][0], choices=list(LOOKS["ground"][1].items()))
    edge = SelectField(LOOKS["edge"][0], choices=list(LOOKS["edge"][1].items()))
    place = SelectField(LOOKS["place"][0], choices=list(LOOKS["place"][1].items()))

    @property
    def look(self) -> dict[str, str]:
        """As a profile keeps it."""
        return {name: self[name].data for name in LOOKS}
