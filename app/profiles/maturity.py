"""Scales of age marks: the same years, said as a country says them. What is not marked is not for those with a limit.

Years are kept, whatever the scale: a house that chooses another shows other words for the same limit.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum

from app.foundation.settings import current_site

UNRATED = "?"


class Scale(StrEnum):
    """Who says for whom a film is."""

    AGE = "age"
    MPA = "mpa"  # Motion Picture Association, film-ratings.com
    BBFC = "bbfc"  # British Board of Film Classification
    FSK = "fsk"  # Freiwillige Selbstkontrolle der Filmwirtschaft


@dataclass(frozen=True)
class Step:
    """From which age on, and the mark that says so."""

    years: int
    mark: str


SCALES = {
    Scale.AGE: tuple(Step(years, f"{years}+" if years else "All") for years in (0, 6, 7, 12, 13, 15, 16, 18)),
    Scale.MPA: (Step(0, "G"), Step(8, "PG"), Step(13, "PG-13"), Step(17, "R"), Step(18, "NC-17")),
    Scale.BBFC: (Step(0, "U"), Step(8, "PG"), Step(12, "12"), Step(15, "15"), Step(18, "18")),
    Scale.FSK: tuple(Step(years, f"FSK {years}") for years in (0, 6, 12, 16, 18)),
}


def steps() -> tuple[Step, ...]:
    """The marks of the house's scale, in order."""
    chosen = current_site().maturity_scale
    return SCALES[Scale(chosen)] if chosen in list(Scale) else SCALES[Scale.AGE]


def age_mark(years: int | None) -> str:
    """`All`, `7+`, `PG-13`; `?` when nobody has given a mark. Years between two steps are said by the higher one, so
    that a mark never promises more than is so; in the plain scale they are said as they are."""
    if years is None:
        return UNRATED
    found, scale = {step.years: step.mark for step in steps()}, [step.years for step in steps()]
    if years in found:
        return found[years]
    return f"{years}+" if current_site().maturity_scale == Scale.AGE else found[scale[bisect_left(scale, years)]]


def limit_words(years: int) -> str:
    """What a limit allows: `Films for everyone`, `Up to 12+`, `No limit`."""
    if years >= steps()[-1].years:
        return "No limit"
    return "Films for everyone" if years <= 0 else f"Up to {highest_mark(years)}"


def highest_mark(years: int) -> str:
    """The highest mark that a limit of so many years allows; a bare age in the plain scale."""
    if current_site().maturity_scale == Scale.AGE:
        return str(years)
    return [step for step in steps() if step.years <= years][-1].mark


def limits(present: int) -> list[tuple[int, str]]:
    """The limits that may be chosen, with the present one among them wherever it came from."""
    chosen = sorted({*(step.years for step in steps()), present})
    return [(years, limit_words(years)) for years in chosen]
