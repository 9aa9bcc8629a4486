"""Reasons in words: the parts of a score, each as a phrase, the largest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.recommendations.content import DECADE, GENRE, KIND, PERSON, Content
from app.recommendations.picks import Pick
from app.recommendations.scoring import Contribution
from app.recommendations.signals import Signal

LEAST_SHARE = 0.1
MOST_NAMED = 3


@dataclass(frozen=True)
class Reason:
    """A phrase, its share of the score (0 to 1), and the title that it speaks of, if any."""

    text: str
    share: float
    title_id: int | None = None
    person: str = ""


Names = Mapping[int, str]


def reason_of(pick: Pick, signals: Mapping[int, Signal], names: Names, content: Content) -> str:
    """The phrase of the largest part, for a card; empty when nothing speaks for it."""
    return next((reason.text for reason in reasons_of(pick, signals, names, content)), "")


def reasons_of(pick: Pick, signals: Mapping[int, Signal], names: Names, content: Content) -> list[Reason]:
    """Every part that speaks for the title and can be named, the largest first."""
    total = sum(part.value for part in pick.parts if part.value > 0) or 1.0
    found = []
    for part in pick.parts:
        if part.value > 0 and (text := _phrase(part, signals, names, content)):
            title_id = part.key if part.kind == "watched" else None
            found.append(Reason(text, part.value / total, title_id, _person(part, content)))
    return found


def together(reasons: Iterable[Reason]) -> list[Reason]:
    """The same with everybody who made the title in one phrase, where the first of them stood."""
    found = list(reasons)
    people = [reason for reason in found if reason.person]
    if len(people) < 2:
        return found
    names = [person.person for person in people[:MOST_NAMED]]
    text = f"{', '.join(names[:-1])} and {names[-1]}, again"
    both = Reason(text, sum(person.share for person in people))
    return [both if reason is people[0] else reason for reason in found if reason not in people[1:]]


def titles_named(picks: Iterable[Pick]) -> set[int]:
    """The titles that reasons may speak of, so that their names are asked for together."""
    return {part.key for pick in picks for part in pick.parts[:4] if part.kind == "watched"}


def _person(part: Contribution, content: Content) -> str:
    feature = content.features[part.key] if part.kind not in ("watched", "popular") else None
    return feature.name if feature is not None and feature.kind == PERSON else ""


def _phrase(part: Contribution, signals: Mapping[int, Signal], names: Names, content: Content) -> str:
    if part.kind == "watched":
        is_series = content.is_series(part.key)
        return _of_watching(signals.get(part.key), names[part.key], is_series) if part.key in names else ""
    if part.kind == "popular":
        return "Watched a lot here"
    feature = content.features[part.key]
    return PHRASES[feature.kind](feature.name)


def _of_watching(signal: Signal | None, name: str, is_series: bool) -> str:
    if signal is None:
        return f"You know {name}"
    if signal.is_finished:
        return f"You watched {name}" if is_series else f"You finished {name}"  # of a series, one episode is enough
    if signal.rating is not None and signal.rating >= 4:
        return f"You gave {name} {signal.rating}\u00a0of\u00a05"
    return f"You began {name}" if signal.share is not None else f"{name} is on your list"


PHRASES: dict[str, Callable[[str], str]] = {
    GENRE: lambda name: f"{name}, which you like",
    PERSON: lambda name: f"{name}, again",
    DECADE: lambda name: f"From the {name}s, as others you liked",
    KIND: lambda name: "A series, as you like them" if name == "series" else "A film, as you like them",
}
